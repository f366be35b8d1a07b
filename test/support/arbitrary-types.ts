/** A column type with what may be said of a column of it. `q` is the quoted name of the column. */
export interface TypeSample {
  readonly type: string;
  readonly defaults: readonly string[];
  /** Conditions on the column, for checks and partial indexes. */
  readonly conditions: readonly ((q: string) => string)[];
  /** Expressions over the column, for indexes. */
  readonly expressions: readonly ((q: string) => string)[];
  /** Columns of the same type computed from this one. */
  readonly generated: readonly ((q: string) => string)[];
  /** True when it may be in a key or an index of the default kind. */
  readonly ordered: boolean;
  /** Types it can be changed to and from while the column is empty or holds plain values. */
  readonly family: string | null;
}

type Rest = Partial<Omit<TypeSample, "type" | "defaults">>;

function sample(type: string, defaults: readonly string[], rest: Rest = {}): TypeSample {
  return {
    conditions: [],
    expressions: [],
    generated: [],
    ordered: true,
    family: null,
    ...rest,
    type,
    defaults,
  };
}

const number: Rest = {
  conditions: [
    (q) => `${q} > 0`,
    (q) => `${q} between 1 and 100`,
    (q) => `${q} is not null`,
    (q) => `${q} in (1, 2, 3)`,
  ],
  expressions: [(q) => `${q} + 1`, (q) => `abs(${q})`],
  family: "plain",
};
const wholeNumber: Rest = { ...number, generated: [(q) => `${q} + 1`] };
const words: Rest = {
  conditions: [
    (q) => `length(${q}) > 2`,
    (q) => `${q} <> 'it''s'`,
    (q) => `${q} like 'a%'`,
    (q) => `${q} is null or ${q} <> ''`,
  ],
  expressions: [(q) => `lower(${q})`, (q) => `upper(${q})`],
  generated: [(q) => `lower(${q})`, (q) => `${q} || '-x'`],
  family: "plain",
};
const instant: Rest = { conditions: [(q) => `${q} > '2020-01-01'`], family: "instant" };

/** Every type of PostgreSQL that Drizzle declares without an extension. */
export const postgresTypes: readonly TypeSample[] = [
  sample("integer", ["0", "42", "-7", "1 + 1"], wholeNumber),
  sample("bigint", ["0", "9007199254740993"], wholeNumber),
  sample("smallint", ["1"], { ...number, expressions: [] }),
  sample("numeric(10, 2)", ["0.00", "12.34"], number),
  sample("numeric", ["1.5", "'1.5'"], number),
  sample("real", ["0.5"], number),
  sample("double precision", ["10000000000", "0.1"], number),
  sample("boolean", ["true", "false"], { conditions: [(q) => q, (q) => `not ${q}`] }),
  sample("text", ["''", "'it''s'", "'a\\b'", "'%s $1 ?'", "upper('x')"], words),
  sample("varchar(100)", ["'x'", "'ünïcödé'"], words),
  sample("varchar", ["'x'"], words),
  sample("char(4)", ["'abcd'"], { ...words, generated: [] }),
  sample("uuid", ["gen_random_uuid()", "'00000000-0000-0000-0000-000000000000'"]),
  sample("json", ["'{}'", `'{"a": "it''s"}'`], { ordered: false, family: "json" }),
  sample("jsonb", ["'[]'::jsonb", `'{"a": [1, "it''s"]}'`], { ordered: false, family: "json" }),
  sample("date", ["CURRENT_DATE", "'2020-02-29'"], instant),
  sample("time", ["'12:34:56'", "LOCALTIME"]),
  sample("time(3) with time zone", ["'12:34:56+00'"]),
  sample("timestamp", ["now()", "'2020-01-01 00:00:00'", "timezone('utc', now())"], instant),
  sample("timestamp(3)", ["now()"], instant),
  sample("timestamp with time zone", ["now()", "CURRENT_TIMESTAMP", "now() + '1 day'::interval"], instant),
  sample("timestamp (6) with time zone", ["now()"], instant),
  sample("interval", ["'1 day'", "'01:02:03'::interval"]),
  sample("interval day to second(3)", ["'1 day'"]),
  sample("inet", ["'127.0.0.1'"], { family: "net" }),
  sample("cidr", ["'10.0.0.0/8'"], { family: "net" }),
  sample("macaddr", ["'08:00:2b:01:02:03'"]),
  sample("macaddr8", ["'08:00:2b:01:02:03:04:05'"]),
  sample("point", ["'(1,2)'"], { ordered: false }),
  sample("line", ["'{1,2,3}'"], { ordered: false }),
  sample("bytea", ["'\\x6162'"]),
  sample("bit(3)", ["B'101'", "'101'"]),
  sample("text[]", ["'{}'", `'{a,"b c","it''s"}'`, "ARRAY[]::text[]"]),
  sample("integer[]", ["'{1,2}'", "'{}'::integer[]"]),
  sample("numeric(10, 2)[]", ["'{1.50}'"]),
  sample("timestamp with time zone[]", ["'{}'"]),
];

/** Types of integers that may count by themselves. */
export const identityTypes: readonly string[] = ["integer", "bigint", "smallint"];

/** Types that a GIN index takes as they are. */
export const ginTypes: ReadonlySet<string> = new Set(["jsonb", "text[]", "integer[]"]);

/** The integer type behind each serial one. */
export const serialTypes: Readonly<Record<string, string>> = {
  serial: "integer",
  bigserial: "bigint",
  smallserial: "smallint",
};

/** Types of SQLite: those of Drizzle and some that people write by hand. */
export const sqliteTypes: readonly TypeSample[] = [
  sample("integer", ["0", "42", "-7", "1 + 1", "unixepoch()"], wholeNumber),
  sample(
    "text",
    ["''", "'it''s'", `'a"b'`, "CURRENT_TIMESTAMP", "upper('x')", "NULL", "'-- no comment'"],
    words,
  ),
  sample("text(50)", ["'x'", "'ünïcödé'"], words),
  sample("varchar(20)", ["'x'"], words),
  sample("blob", ["x'6162'"], { family: "plain" }),
  sample("real", ["0.5", "-1.25"], number),
  sample("numeric", ["1.5", "'1.5'"], number),
  sample("boolean", ["0", "1", "true"], number),
  sample("datetime", ["CURRENT_TIMESTAMP", "datetime('now', '+1 day')"], { family: "plain" }),
];

/** The types that a STRICT table of SQLite takes. */
export const strictTypes: ReadonlySet<string> = new Set(["integer", "text", "blob", "real"]);

/** Names that people use, and names that break quoting. All within 63 bytes. */
export const names = {
  tables: ["users", "posts", "comments", "orders", "order_items", "tags", "sessions", "audit_log"],
  columns: ["email", "name", "title", "status", "created_at", "amount", "kind", "data", "position", "slug"],
  nasty: [
    "Order",
    "user",
    "select",
    "from",
    "odd.name",
    'say "hi"',
    "it's",
    "with space",
    "naïve",
    "日本語",
    "camelCase",
    "UPPER",
    "a-b",
    "1st",
    "back\\slash",
    "percent%",
    "dollar$1",
    "semi;colon",
    "check",
    "primary",
    "x".repeat(63),
    "ü".repeat(31),
    "emoji 🎉",
    "[bracket]",
    "back`tick",
    "--dashes",
    "/*comment*/",
  ],
  /** Enumerated types: no spaces and no words of SQL types, since a type is text. */
  enums: ["mood", "Role", "order_status", "odd.enum", "ünïcode", 'en"um'],
  labels: [
    "happy",
    "sad",
    "ok",
    "it's",
    "",
    "with space",
    "Upper",
    'quo"te',
    "ünï",
    "a,b",
    "{x}",
    "back\\slash",
  ],
  namespaces: ["auth", "Odd Schema", "app.core"],
} as const;

export type DialectName = "postgresql" | "sqlite";

/** A name as an expression says it. */
export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
