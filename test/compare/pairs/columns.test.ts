import { describe } from "vitest";
import { pairsOf, type PairRow } from "../../support/pairs.ts";

const t = (columns: string, extra = ""): string =>
  `export const t = pgTable("~t", { id: integer().primaryKey(), ${columns} }${extra === "" ? "" : `, (t) => [${extra}]`});\n`;
const kept = ["INSERT INTO ~t (id) VALUES (1), (2)"];

/** Types that a column can have, of both generations. */
const types: Readonly<Record<string, string>> = {
  smallint: "smallint()",
  integer: "integer()",
  bigint: `bigint({ mode: "number" })`,
  numeric: "numeric()",
  "numeric(6,2)": "numeric({ precision: 6, scale: 2 })",
  real: "real()",
  double: "doublePrecision()",
  boolean: "boolean()",
  text: "text()",
  "varchar(20)": "varchar({ length: 20 })",
  "char(8)": "char({ length: 8 })",
  json: "json()",
  jsonb: "jsonb()",
  uuid: "uuid()",
  date: "date()",
  time: "time()",
  "time with zone": "time({ withTimezone: true, precision: 3 })",
  timestamp: "timestamp()",
  "timestamp with zone": "timestamp({ withTimezone: true, precision: 3 })",
  interval: "interval()",
  "interval day to second": `interval({ fields: "day to second", precision: 3 })`,
  inet: "inet()",
  cidr: "cidr()",
  macaddr: "macaddr()",
  macaddr8: "pg.macaddr8()",
  point: "point()",
  line: "line()",
  "integer[]": "integer().array()",
  "text[]": "text().array()",
  "numeric(6,2)[]": "numeric({ precision: 6, scale: 2 }).array()",
  bytea: `customType({ dataType: () => "bytea" })()`,
  xml: `customType({ dataType: () => "xml" })()`,
  tsvector: `customType({ dataType: () => "tsvector" })()`,
  int4range: `customType({ dataType: () => "int4range" })()`,
  money: `customType({ dataType: () => "money" })()`,
  "bit(4)": `customType({ dataType: () => "bit(4)" })()`,
  "bit varying": `customType({ dataType: () => "bit varying(12)" })()`,
  oid: `customType({ dataType: () => "oid" })()`,
  regclass: `customType({ dataType: () => "regclass" })()`,
  name: `customType({ dataType: () => "name" })()`,
  '"char"': `customType({ dataType: () => '"char"' })()`,
  jsonpath: `customType({ dataType: () => "jsonpath" })()`,
  box: `customType({ dataType: () => "box" })()`,
  "timestamptz, as others say it": `customType({ dataType: () => "TIMESTAMPTZ" })()`,
  "int8, as others say it": `customType({ dataType: () => "INT8" })()`,
  "decimal, as others say it": `customType({ dataType: () => "DECIMAL(6, 2)" })()`,
  "float(10)": `customType({ dataType: () => "float(10)" })()`,
};
const names = Object.keys(types);
const each = (more: string, type: (name: string, index: number) => string): string =>
  t(names.map((name, index) => `c${index}: ${type(name, index)}${more}`).join(", "));

const changes: readonly PairRow[] = names.map((name) => [
  `from ${name} to every other type`,
  each("", () => types[name]!),
  each("", (to) => types[to]!),
  { rows: kept },
]);

/** Defaults of a type, each other than the one before; the last one is none. */
const defaults: readonly (readonly [type: string, ...values: string[]])[] = [
  ["integer()", "1", "-1", "sql`1 + 1`", "sql`null`"],
  ["smallint()", "0", "32767"],
  [`bigint({ mode: "number" })`, "9007199254740991", "-5"],
  [`bigint({ mode: "bigint" })`, "9223372036854775807n", "-9223372036854775808n"],
  ["serial()"],
  ["numeric()", `"5"`, `"1.50"`, `"-0.1"`, `"NaN"`, "sql`1e10`"],
  ["numeric({ precision: 6, scale: 2 })", `"10.123"`, `"10.5"`],
  ["real()", "3", "1.5", "1000.123", "-0.5"],
  ["doublePrecision()", "1e100", "1.7976931348623157e308", "-0.25", "sql`'Infinity'`"],
  ["boolean()", "true", "false", "sql`(1 > 2)`"],
  [
    "text()",
    `""`,
    `"it's"`,
    `"a\\\\b"`,
    `"line\\nbreak"`,
    `"$1 {} [] % ? : \\"q\\""`,
    "sql`null`",
    "sql`'x' || 'y'`",
    `"null"`,
    `"now()"`,
    `"emoji 🎉"`,
  ],
  ["text({ enum: ['a', 'b'] })", `"a"`, `"b"`],
  ["varchar({ length: 5 })", `"abc"`, `"a'b"`, `""`],
  ["varchar()", `"abc"`, `"def"`],
  ["char({ length: 4 })", `"ab"`, `"ab  "`, `"abcd"`],
  ["char()", `"a"`, `"b"`],
  ["json()", "{ a: 1 }", "[]", "{}", '{ a: "it\'s" }', "[1, { b: null }]", "sql`'{\"x\": 1}'`"],
  [
    "jsonb()",
    "{ a: 1, b: [true, null] }",
    "[]",
    "{}",
    '{ a: "it\'s" }',
    "sql`'{\"x\": 1}'::jsonb`",
    "{ b: 1, a: 2 }",
    "0",
    "true",
  ],
  ["uuid()", `"4a1b7c1e-0000-4000-8000-000000000000"`, "sql`gen_random_uuid()`"],
  ["uuid().defaultRandom()"],
  ["date()", `"2024-02-29"`, "sql`now()`", "sql`CURRENT_DATE`", "sql`current_date + 7`"],
  [`date({ mode: "date" })`, `new Date("2024-02-29T00:00:00Z")`],
  ["time()", `"10:20"`, `"10:20:30.5"`, "sql`localtime`", "sql`now()`"],
  ["time({ withTimezone: true })", `"10:20:30+02"`, `"10:20:30+00"`],
  [
    "timestamp()",
    `new Date("2024-02-29T10:20:30.456Z")`,
    "sql`now()`",
    "sql`CURRENT_TIMESTAMP`",
    "sql`LOCALTIMESTAMP`",
    "sql`(now() at time zone 'utc')`",
  ],
  [
    `timestamp({ mode: "string", precision: 3 })`,
    `"2024-02-29 10:20:30.456"`,
    `"2024-02-29 10:20:30"`,
    "sql`now() - interval '1 day'`",
  ],
  [
    `timestamp({ mode: "string", withTimezone: true })`,
    `"2024-02-29 10:20:30.456+02"`,
    "sql`timezone('utc', now())`",
    "sql`to_timestamp(0)`",
  ],
  ["interval()", `"1 day 02:00"`, `"P1Y"`, `"15 minutes"`],
  [`interval({ fields: "month" })`, `"1 year 2 months"`],
  ["inet()", `"127.0.0.1"`, `"::1/64"`],
  ["cidr()", `"10.0.0.0/8"`],
  ["macaddr()", `"08:00:2b:01:02:03"`],
  ["point()", "[1, 2]", "[-1.5, 0]"],
  [`point({ mode: "xy" })`, "{ x: 1, y: 2 }"],
  ["line()", "[1, 2, 3]"],
  ["integer().array()", "[]", "[1, 2]", "sql`'{}'::int[]`", "sql`ARRAY[1, 2 + 1]`"],
  ["text().array()", "[]", `["a", "b,c", "d\\"e", "f'g", "", "NULL"]`, "sql`array['x']`", "sql`'{}'`"],
  ["boolean().array()", "[true, false]", "[]"],
  ["uuid().array()", `["4a1b7c1e-0000-4000-8000-000000000000"]`, "[]"],
  ["numeric({ precision: 6, scale: 2 }).array()", `["1.5", "2.25"]`, "[]"],
  ["doublePrecision().array()", "[1.5, -2]", "[]"],
  [`varchar({ length: 8 }).array()`, `["abc", "d e"]`, "[]"],
  ["date().array()", `["2024-01-01"]`, "[]"],
  [`timestamp({ mode: "string" }).array()`, `["2024-01-01 10:00:00"]`, "[]"],
  ["jsonb().array()", "[]", "[{ a: 1 }]"],
  [`customType({ dataType: () => "bytea" })()`, "sql`'\\\\x00ff'`", "sql`decode('ff', 'hex')`"],
  [`customType({ dataType: () => "int4range" })()`, "sql`'[1,5)'`", "sql`int4range(1, 6)`"],
  [`customType({ dataType: () => "tsvector" })()`, "sql`''`", "sql`to_tsvector('english', 'a')`"],
];
const withDefault = (type: string, value: string | undefined): string =>
  `c: ${type}${value === undefined ? "" : `.default(${value})`}`;
const defaultPairs: readonly PairRow[] = defaults.flatMap(([type, ...values]) =>
  [undefined, ...values, undefined].slice(0, -1).map((from, index, all): PairRow => {
    const to = all[index + 1];
    return [
      `the default of ${type}: from ${from ?? "none"} to ${to ?? "none"}`,
      t(withDefault(type, from)),
      t(withDefault(type, to)),
      { rows: kept },
    ];
  }),
);

describe("a type of postgresql that changes", () => pairsOf("postgresql", changes));
describe("a default of postgresql that changes", () => pairsOf("postgresql", defaultPairs));
