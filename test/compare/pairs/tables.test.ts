import { describe } from "vitest";
import { pairsOf, type PairRow } from "../../support/pairs.ts";

const t = (columns: string, extra = ""): string =>
  `export const t = pgTable("~t", { id: integer().primaryKey(), ${columns} }${extra === "" ? "" : `, (t) => [${extra}]`});\n`;
const other = `export const x = pgTable("~x", { a: text() });\n`;
const kept = ["INSERT INTO ~t (id) VALUES (1), (2)"];

const columns: readonly PairRow[] = [
  ["one is added", t(""), t("name: text()"), { rows: kept }],
  ["one that must not be null has a default", t(""), t("n: integer().notNull().default(7)"), { rows: kept }],
  [
    "one that must not be null has none",
    t(""),
    t(
      "n: integer().notNull(), s: text().notNull(), b: boolean().notNull(), j: jsonb().notNull(), w: timestamp().notNull(), u: uuid().notNull(), l: integer().array().notNull(), d: date().notNull(), i: interval().notNull(), z: numeric().notNull()",
    ),
    { rows: kept },
  ],
  [
    "one that may be null must not",
    t("n: integer(), s: text(), b: boolean(), j: json()"),
    t("n: integer().notNull(), s: text().notNull(), b: boolean().notNull(), j: json().notNull()"),
    { rows: kept, changed: ["~t.n", "~t.s", "~t.b", "~t.j"] },
  ],
  [
    "one that must not be null may, and comes back",
    t("n: integer().notNull().default(1)"),
    t("n: integer()"),
    { rows: ["INSERT INTO ~t (id) VALUES (1)"] },
  ],
  ["one goes", t("name: text().notNull().default('x')"), t(""), { rows: kept }],
  [
    "one becomes another under its name",
    t("name: text(), n: integer()"),
    t("n: text(), name: integer()"),
    { rows: kept },
  ],
  [
    "one is renamed",
    t("name: text().default('x')", "unique('~u').on(t.name, t.id), index('~i').on(t.name)"),
    t("title: text().default('x')", "unique('~u').on(t.title, t.id), index('~i').on(t.title)"),
    { rows: kept, renames: ["~t.name:~t.title"] },
  ],
  [
    "one is renamed and gets another type and default",
    t("name: varchar({ length: 10 }).default('x')"),
    t("title: text().notNull().default('y')"),
    { rows: kept, renames: ["~t.name:~t.title"] },
  ],
  [
    "two swap their names",
    t("a: text(), b: integer()"),
    t("b: text(), a: integer()"),
    { rows: ["INSERT INTO ~t VALUES (1, 'x', 5)"], renames: ["~t.a:~t.b", "~t.b:~t.a"] },
  ],
  [
    "odd names",
    t(
      `"select": integer(), "Upper Case": text(), "with\\"quote": text(), "ü": text(), a$b: text(), "$1": text(), "a.b": text()`,
    ),
    t(
      `"select": integer().notNull().default(0), "Upper Case": text().unique(), "with\\"quote": varchar({ length: 5 }), "ü": text().default("ü"), "a.b": integer()`,
      `index("~i").on(t["Upper Case"]), check("~c", sql\`\${t.select} >= 0\`)`,
    ),
    { rows: kept, changed: ["~t.select"] },
  ],
  [
    "a generated one comes",
    t("a: integer().notNull().default(2)"),
    t(
      "a: integer().notNull().default(2), g: integer().generatedAlwaysAs(sql`a * 2`), h: text().generatedAlwaysAs(sql`md5('n')`).notNull()",
    ),
    { rows: kept },
  ],
  [
    "a generated one goes",
    t("a: integer(), g: integer().generatedAlwaysAs(sql`a * 2`)"),
    t("a: integer()"),
    { rows: kept },
  ],
  [
    "a generated one becomes plain",
    t("a: integer(), g: integer().generatedAlwaysAs(sql`a * 2`)"),
    t("a: integer(), g: integer()"),
    { rows: ["INSERT INTO ~t (id, a) VALUES (1, 2)"] },
  ],
  [
    "a plain one becomes generated",
    t("a: integer(), g: integer()"),
    t("a: integer(), g: integer().generatedAlwaysAs(sql`a * 2`)"),
    { rows: ["INSERT INTO ~t VALUES (1, 2, 5)"], changed: ["~t.g"] },
  ],
  [
    "a generated one is of something else",
    t("a: integer(), g: integer().generatedAlwaysAs(sql`a * 2`)", "index('~i').on(t.g)"),
    t("a: integer(), g: integer().generatedAlwaysAs(sql`a * 3 + 1`)", "index('~i').on(t.g)"),
    { rows: ["INSERT INTO ~t (id, a) VALUES (1, 2)"], changed: ["~t.g"] },
  ],
  [
    "a generated one is of another type",
    t("a: integer(), g: integer().generatedAlwaysAs(sql`a * 2`)"),
    t(`a: integer(), g: bigint({ mode: "number" }).generatedAlwaysAs(sql\`a * 2\`)`),
    { rows: ["INSERT INTO ~t (id, a) VALUES (1, 2)"] },
  ],
  [
    "what a generated one reads is renamed",
    t("a: integer(), g: integer().generatedAlwaysAs(sql`a * 2`)"),
    t("z: integer(), g: integer().generatedAlwaysAs(sql`z * 2`)"),
    { rows: ["INSERT INTO ~t (id, a) VALUES (1, 2)"], renames: ["~t.a:~t.z"] },
  ],
  [
    "what a generated one reads goes with it",
    t("a: integer(), g: integer().generatedAlwaysAs(sql`a * 2`)"),
    t("b: integer()"),
    { rows: ["INSERT INTO ~t (id, a) VALUES (1, 2)"] },
  ],
  [
    "what a generated one reads goes, and it is plain from now on",
    t("a: integer(), g: integer().generatedAlwaysAs(sql`a * 2`)"),
    t("g: integer()"),
    { rows: ["INSERT INTO ~t (id, a) VALUES (1, 2)"], changed: ["~t.g"] },
  ],
  [
    "a text search is kept",
    t("a: text()"),
    t(
      `a: text(), s: customType({ dataType: () => "tsvector" })().generatedAlwaysAs(sql\`to_tsvector('simple', coalesce(a, ''))\`)`,
      "index('~i').using('gin', t.s)",
    ),
    { rows: kept },
  ],
  [
    "types change that need no rewriting",
    t(
      "a: varchar({ length: 10 }).notNull().default('x'), b: numeric({ precision: 5, scale: 2 }), c: timestamp({ precision: 3 }), d: cidr(), e: varchar()",
      "index('~i').on(t.a, t.c), unique('~u').on(t.b)",
    ),
    t(
      "a: varchar({ length: 20 }).notNull().default('x'), b: numeric({ precision: 9, scale: 2 }), c: timestamp(), d: inet(), e: text()",
      "index('~i').on(t.a, t.c), unique('~u').on(t.b)",
    ),
    { rows: kept },
  ],
  [
    "types become narrower",
    t("a: text(), b: numeric(), c: timestamp({ withTimezone: true }), d: bigint({ mode: 'number' })"),
    t(
      "a: varchar({ length: 3 }), b: numeric({ precision: 4, scale: 1 }), c: timestamp({ precision: 0 }), d: smallint()",
    ),
    { rows: ["INSERT INTO ~t VALUES (1, 'abc', 1.5, '2024-01-01 00:00:00+00', 5)"] },
  ],
  [
    "a type changes together with its default",
    t("a: integer().default(1), b: boolean().default(true), c: text().default('1'), d: text().default('{}')"),
    t("a: text().default('one'), b: integer().default(0), c: integer().default(2), d: jsonb().default({})"),
    { rows: ["INSERT INTO ~t VALUES (1, 1, true, '1', '{}')"], changed: ["~t.b", "~t.d"] },
  ],
  [
    "a type changes under the same default",
    t(
      "a: integer().default(1), b: varchar({ length: 5 }).default('x'), c: text().default('5'), d: timestamp().defaultNow(), e: integer().array().default([1])",
    ),
    t(
      "a: bigint({ mode: 'number' }).default(1), b: text().default('x'), c: varchar({ length: 9 }).default('5'), d: timestamp({ withTimezone: true }).defaultNow(), e: bigint({ mode: 'number' }).array().default([1])",
    ),
    { rows: kept, changed: ["~t.d"] },
  ],
  [
    "a scalar becomes a list",
    t("a: integer(), b: text().default('x')"),
    t("a: integer().array(), b: text().array().default(['x'])"),
    { rows: ["INSERT INTO ~t (id, a, b) VALUES (1, NULL, NULL)"] },
  ],
  [
    "a list becomes a scalar",
    t("a: integer().array(), b: text().array().default(['x'])"),
    t("a: integer(), b: text().default('x')"),
    { rows: ["INSERT INTO ~t (id, a, b) VALUES (1, NULL, NULL)"] },
  ],
  [
    "many things of one change at once",
    t(
      "a: varchar({ length: 5 }).default('x').unique(), b: integer()",
      "check('~c', sql`length(a) > 0`), index('~i').on(sql`lower(a)`)",
    ),
    t(
      "z: text().notNull().default('y'), b: integer().unique()",
      "check('~c', sql`length(z) > 1`), index('~i').on(sql`upper(z)`)",
    ),
    { rows: ["INSERT INTO ~t VALUES (1, 'ab', 1)"], renames: ["~t.a:~t.z"] },
  ],
  [
    "a list with sizes says nothing new",
    t("a: integer().array(3), b: text().array()"),
    t("a: integer().array(), b: text().array(5), n: integer()"),
    { rows: kept },
  ],
];

const tables: readonly PairRow[] = [
  ["one comes", other, other + t("a: text()")],
  [
    "one goes with all it has",
    t(
      "a: text().notNull().default('x'), s: serial().notNull(), g: integer().generatedAlwaysAs(sql`id * 2`), i: integer().generatedByDefaultAsIdentity({ startWith: 100 })",
      "index('~i').on(t.a), unique('~u').on(t.a, t.s), check('~c', sql`id > 0`), pgPolicy('~p', { using: sql`id > 1` })",
    ) + other,
    other,
    { rows: kept },
  ],
  [
    "one is renamed",
    t(
      "a: serial(), b: integer().generatedAlwaysAsIdentity(), c: text().unique()",
      "index().on(t.c), check('~c', sql`id > 0`)",
    ),
    t(
      "a: serial(), b: integer().generatedAlwaysAsIdentity(), c: text().unique()",
      "index().on(t.c), check('~c', sql`id > 0`)",
    ).replace('"~t"', '"~renamed"'),
    { rows: kept, renames: ["~t:~renamed"] },
  ],
  [
    "one is renamed and a column of it",
    t("a: text()"),
    t("b: text()").replace('"~t"', '"~renamed"'),
    { rows: kept, renames: ["~t:~renamed", "~t.a:~t.b"] },
  ],
  [
    "two swap their names",
    t("a: text()") + `export const u = pgTable("~u", { id: integer().primaryKey(), b: integer() });\n`,
    t("a: text()").replace('"~t"', '"~u"') +
      `export const u = pgTable("~t", { id: integer().primaryKey(), b: integer() });\n`,
    { rows: ["INSERT INTO ~t VALUES (1, 'x')", "INSERT INTO ~u VALUES (1, 5)"], renames: ["~t:~u", "~u:~t"] },
  ],
  [
    "one goes, and another takes its name",
    t("a: text()"),
    `export const n = pgTable("~t", { key: uuid().primaryKey().defaultRandom(), v: jsonb() });\n`,
    { rows: [] },
  ],
  [
    "one goes to a namespace",
    `export const s = pgSchema("~s");\n` + t("a: serial()", "index('~i').on(t.a)"),
    `export const s = pgSchema("~s");\n` +
      t("a: serial()", "index('~i').on(t.a)").replace("pgTable(", "s.table("),
    { rows: kept, renames: ["~t:~s.~t"] },
  ],
  [
    "one goes to a namespace that is new",
    t("a: serial()"),
    `export const s = pgSchema("~s");\n` + t("a: serial()").replace("pgTable(", "s.table("),
    { rows: kept, renames: ["~t:~s.~t"] },
  ],
  [
    "one of a namespace",
    other,
    other +
      `export const s = pgSchema("~Odd s");\nexport const q = s.table("~Q", { id: serial().primaryKey(), a: text().unique(), b: integer().references((): any => q.id) }, (t) => [index("~i").on(t.a)]);\n`,
  ],
  [
    "the same name in two namespaces",
    `export const s = pgSchema("~s");\n` + t("a: integer().unique()", "index('~i').on(t.a)"),
    `export const s = pgSchema("~s");\n` +
      t("a: integer().unique()", "index('~i').on(t.a)") +
      t("a: integer().unique()", "index('~i').on(t.a)")
        .replace("const t =", "const t2 =")
        .replace("pgTable(", "s.table("),
    { rows: kept },
  ],
  [
    "a maker of names",
    other,
    other +
      `export const make = pgTableCreator((n) => "~pre_" + n);\nexport const u = make("users", { id: serial().primaryKey(), n: text().unique(), b: integer().references((): any => u.id) });\n`,
  ],
  ["an empty one", other, other + `export const e = pgTable("~e", {});\n`],
  [
    "an empty one gets a column",
    `export const e = pgTable("~e", {});\n`,
    `export const e = pgTable("~e", { a: serial() });\n`,
  ],
  [
    "a wide one",
    other,
    other +
      `export const w = pgTable("~w", { ${Array.from({ length: 60 }, (_, i) => `c${i}: ${["integer()", "text()", "boolean().default(true)", "numeric({ precision: 5 })", "timestamp().defaultNow()"][i % 5]}`).join(", ")} });\n`,
  ],
];

const sequences: readonly PairRow[] = [
  ["one comes", other, other + `export const q = pgSequence("~q");\n`],
  [
    "one comes with all options",
    other,
    other +
      `export const q = pgSequence("~q", { startWith: 100, maxValue: 10000, minValue: 50, cycle: true, cache: 10, increment: 2 });\n`,
  ],
  [
    "one goes",
    other + `export const q = pgSequence("~q", { startWith: 5 });\nexport const r = pgSequence("~r");\n`,
    other + `export const r = pgSequence("~r");\n`,
  ],
  [
    "its options become others",
    `export const q = pgSequence("~q", { startWith: 5, maxValue: 50 });\n` + other,
    `export const q = pgSequence("~q", { startWith: 7, increment: -2, maxValue: 500, minValue: -500, cycle: true, cache: 3 });\n` +
      other,
  ],
  [
    "one is renamed",
    `export const q = pgSequence("~q", { startWith: 5 });\n` + other,
    `export const q = pgSequence("~z", { startWith: 5 });\n` + other,
    { renames: ["~q:~z"] },
  ],
  [
    "a default counts by one",
    `export const q = pgSequence("~q");\n` + t("n: integer()"),
    `export const q = pgSequence("~q");\n` + t("n: integer().notNull().default(sql`nextval('~q')`)"),
    { rows: kept, changed: ["~t.n"] },
  ],
  [
    "a default that counts by one goes with it",
    `export const q = pgSequence("~q");\nexport const r = pgSequence("~r");\n` +
      t("n: integer().default(sql`nextval('~q'::regclass)`)"),
    `export const r = pgSequence("~r");\n` + t("n: integer()"),
    { rows: kept },
  ],
  [
    "one that a default counts by is renamed",
    `export const q = pgSequence("~q");\n` + t("n: integer().default(sql`nextval('~q'::regclass)`)"),
    `export const q = pgSequence("~z");\n` + t("n: integer().default(sql`nextval('~z'::regclass)`)"),
    { rows: kept, renames: ["~q:~z"] },
  ],
  [
    "one goes to a namespace",
    `export const s = pgSchema("~s");\nexport const q = pgSequence("~q", { startWith: 5 });\n` + other,
    `export const s = pgSchema("~s");\nexport const q = s.sequence("~q", { startWith: 5 });\n` + other,
    { renames: ["~q:~s.~q"] },
  ],
  [
    "limits of a bigint",
    other,
    other +
      `export const q = pgSequence("~q", { maxValue: "9223372036854775807", minValue: "-9223372036854775808", startWith: "0" });\n`,
  ],
];

/** Two tables with policies that read them, by each way to name a table and its columns. */
const readsItself = (added: string): string => {
  const own = [
    "exists (select 1 from ${t})",
    "exists (select 1 from ${t} x where x.id = ${t.id})",
    "id in (select y.id from ${t} y join ${t} z on y.id = z.id where z.a = current_user)",
    "${t.a} = 'x' and exists (select 1 from ${t} where ${t.id} > 1)",
    "(select count(*) from ${t}) > 1 or (select max(${t.id}) from ${t} where ${t.a} = 'x') > 1",
  ].map((using, at) => `pgPolicy('~p${at}', { using: sql\`${using}\` })`);
  const table = t(`a: text(), ${added}`, own.join(", ")).replace("(t) =>", "(): any =>");
  const inNamespace = table.replace("const t = pgTable(", "const q = s.table(").replaceAll("${t", "${q");
  return `export const s = pgSchema("~s");\n${table}${inNamespace}`;
};
const policies: readonly PairRow[] = [
  ["security comes", t("a: text()"), t("a: text()").replace("});\n", "}).enableRLS();\n"), { rows: kept }],
  ["security goes", t("a: text()").replace("});\n", "}).enableRLS();\n"), t("a: text()"), { rows: kept }],
  [
    "one comes",
    t("a: text()"),
    t("a: text()", "pgPolicy('~p', { as: 'permissive', for: 'select', to: 'public', using: sql`true` })"),
    { rows: kept },
  ],
  [
    "one goes, and security with it",
    t("a: text()", "pgPolicy('~p', { using: sql`true` })"),
    t("a: text()"),
    { rows: kept },
  ],
  ["one says nothing but its name", t("a: text()"), t("a: text()", "pgPolicy('~p')"), { rows: kept }],
  [
    "one becomes restrictive",
    t("a: text()", "pgPolicy('~p', { as: 'permissive', using: sql`id > 0` })"),
    t("a: text()", "pgPolicy('~p', { as: 'restrictive', using: sql`id > 0` })"),
    { rows: kept },
  ],
  [
    "one is for another command",
    t("a: text()", "pgPolicy('~p', { for: 'delete', using: sql`id > 0` })"),
    t("a: text()", "pgPolicy('~p', { for: 'insert', withCheck: sql`id > 0` })"),
    { rows: kept },
  ],
  [
    "one is for other roles",
    t("a: text()", "pgPolicy('~p', { to: 'pg_monitor', using: sql`id > 0` })"),
    t("a: text()", "pgPolicy('~p', { to: ['current_user', 'pg_read_all_data'], using: sql`id > 0` })"),
    { rows: kept },
  ],
  [
    "its expressions become others",
    t("a: text()", "pgPolicy('~p', { for: 'update', using: sql`id > 0`, withCheck: sql`a <> 'x'` })"),
    t(
      "a: text()",
      "pgPolicy('~p', { for: 'update', using: sql`${t.id} > 1`, withCheck: sql`${t.a} is not null` })",
    ),
    { rows: kept },
  ],
  [
    "its check goes",
    t("a: text()", "pgPolicy('~p', { for: 'update', using: sql`id > 0`, withCheck: sql`a <> 'x'` })"),
    t("a: text()", "pgPolicy('~p', { for: 'update', using: sql`id > 0` })"),
    { rows: kept },
  ],
  [
    "one is renamed",
    t("a: text()", "pgPolicy('~p', { using: sql`id > 0` })"),
    t("a: text()", "pgPolicy('~q', { using: sql`id > 0` })"),
    { rows: kept },
  ],
  [
    "two swap their names",
    t("a: text()", "pgPolicy('~p', { using: sql`id > 0` }), pgPolicy('~q', { using: sql`id > 1` })"),
    t("a: text()", "pgPolicy('~q', { using: sql`id > 0` }), pgPolicy('~p', { using: sql`id > 1` })"),
    { rows: kept },
  ],
  [
    "its table is renamed",
    t("a: text()", "pgPolicy('~p', { using: sql`${t.id} > 0` })"),
    t("a: text()", "pgPolicy('~p', { using: sql`${t.id} > 0` })").replace('"~t"', '"~s"'),
    { rows: kept, renames: ["~t:~s"] },
  ],
  [
    "what it reads is renamed",
    t("a: text()", "pgPolicy('~p', { using: sql`${t.a} <> 'x'` })"),
    t("z: text()", "pgPolicy('~p', { using: sql`${t.z} <> 'x'` })"),
    { rows: kept, renames: ["~t.a:~t.z"] },
  ],
  [
    "what it reads gets another type",
    t("a: text()", "pgPolicy('~p', { using: sql`a <> 'x'` })"),
    t("a: varchar({ length: 9 })", "pgPolicy('~p', { using: sql`a <> 'x'` })"),
    { rows: kept },
  ],
  [
    "what it reads goes",
    t("a: text()", "pgPolicy('~p', { using: sql`a <> 'x'` })"),
    t("", "pgPolicy('~p', { using: sql`id > 1` })"),
    { rows: kept },
  ],
  [
    "it reads another table",
    t("a: text()") + `export const u = pgTable("~u", { id: integer() });\n`,
    `export const u = pgTable("~u", { id: integer(), n: text() });\n` +
      t(
        "a: text()",
        "pgPolicy('~p', { using: sql`exists (select 1 from ${u} where ${u.n} = current_user and ${u.id} = ${t.id})` })",
      ),
    { rows: kept },
  ],
  [
    "they read their own table, in public and in a namespace",
    readsItself(""),
    readsItself("b: text()"),
    { rows: kept },
  ],
  [
    "a linked one",
    t("a: text()"),
    t("a: text()") + "export const p = pgPolicy('~p', { for: 'select', using: sql`id > 1` }).link(t);\n",
    { rows: kept },
  ],
];

describe("columns", () => pairsOf("postgresql", columns));
describe("tables", () => pairsOf("postgresql", tables));
describe("sequences", () => pairsOf("postgresql", sequences));
describe("policies", () => pairsOf("postgresql", policies));
