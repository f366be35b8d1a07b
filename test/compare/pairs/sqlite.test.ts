import { describe } from "vitest";
import { pairsOf, type PairRow } from "../../support/pairs.ts";

const t = (columns: string, extra = ""): string =>
  `export const t = sqliteTable("~t", { id: integer().primaryKey(), ${columns} }${extra === "" ? "" : `, (t) => [${extra}]`});\n`;
const bare = (columns: string, extra = ""): string =>
  t(columns, extra).replace("id: integer().primaryKey(), ", "");
const other = `export const x = sqliteTable("~x", { a: text() });\n`;
const kept = ["INSERT INTO ~t (id) VALUES (1), (2)"];
const abRows = ["INSERT INTO ~t VALUES (1, 2), (2, 3)"];

const types: Readonly<Record<string, string>> = {
  integer: "integer()",
  boolean: `integer({ mode: "boolean" })`,
  timestamp: `integer({ mode: "timestamp" })`,
  "timestamp in ms": `integer({ mode: "timestamp_ms" })`,
  text: "text()",
  "text(25)": "text({ length: 25 })",
  "text of JSON": `text({ mode: "json" })`,
  real: "real()",
  numeric: "numeric()",
  "numeric as number": `numeric({ mode: "number" })`,
  blob: "blob()",
  "blob of JSON": `blob({ mode: "json" })`,
  "blob of bigint": `blob({ mode: "bigint" })`,
  "varchar(20)": `customType({ dataType: () => "varchar(20)" })()`,
  DATETIME: `customType({ dataType: () => "DATETIME" })()`,
  "decimal(10,2)": `customType({ dataType: () => "decimal(10, 2)" })()`,
  "unsigned big int": `customType({ dataType: () => "UNSIGNED BIG INT" })()`,
  F32_BLOB: `customType({ dataType: () => "F32_BLOB(3)" })()`,
};
const names = Object.keys(types);
const changes = names.map((name): PairRow => [
  `from ${name} to every other type`,
  t(names.map((_, index) => `c${index}: ${types[name]}`).join(", ")),
  t(names.map((to, index) => `c${index}: ${types[to]}`).join(", ")),
  { rows: kept },
]);

const values: readonly (readonly [type: string, ...values: string[]])[] = [
  [
    "integer()",
    "1",
    "-1",
    "0",
    "9007199254740991",
    "sql`(1 + 1)`",
    "sql`(unixepoch())`",
    "sql`CURRENT_TIMESTAMP`",
    "sql`null`",
  ],
  [`integer({ mode: "boolean" })`, "true", "false"],
  [
    `integer({ mode: "timestamp" })`,
    "new Date(0)",
    "new Date(86400000)",
    "sql`(strftime('%s', 'now'))`",
    "sql`(unixepoch())`",
  ],
  [`integer({ mode: "timestamp_ms" })`, "new Date(1)", "sql`(cast(unixepoch('subsec') * 1000 as integer))`"],
  [
    "text()",
    `""`,
    `"it's"`,
    `"a\\\\b"`,
    `"line\\nbreak"`,
    `"CURRENT_TIMESTAMP"`,
    `"null"`,
    `"\\"q\\""`,
    "sql`CURRENT_TIMESTAMP`",
    "sql`(CURRENT_TIMESTAMP)`",
    "sql`(datetime('now'))`",
    "sql`'x'`",
    "sql`('x' || 'y')`",
    "sql`(lower(hex(randomblob(4))))`",
    `"🎉"`,
    `"1"`,
    `"0x10"`,
  ],
  [`text({ mode: "json" })`, "{ a: 1 }", "[]", '{ a: "it\'s" }', "0", "true", '"x"'],
  ["real()", "1.5", "-0.25", "1e100", "3"],
  ["numeric()", `"1.5"`, `"10"`, "sql`5`"],
  [`blob({ mode: "buffer" })`, "Buffer.from('ab')", "sql`x'00ff'`"],
  [`blob({ mode: "bigint" })`, "5n", "12345678901234567890n"],
  [`blob({ mode: "json" })`, "{ a: 1 }", "[]"],
];
const withDefault = (type: string, value: string | undefined): string =>
  `c: ${type}${value === undefined ? "" : `.default(${value})`}`;
const defaults = values.flatMap(([type, ...all]) =>
  [undefined, ...all].map((from, index): PairRow => {
    const to = all[index];
    return [
      `the default of ${type}: from ${from ?? "none"} to ${to ?? "none"}`,
      t(withDefault(type, from)),
      t(withDefault(type, to)),
      { rows: ["INSERT INTO ~t (id, c) VALUES (1, NULL)"] },
    ];
  }),
);

const columns: readonly PairRow[] = [
  ["one is added", t(""), t("name: text()"), { rows: kept }],
  ["one that must not be null has a default", t(""), t("n: integer().notNull().default(7)"), { rows: kept }],
  [
    "one that must not be null has a default that is computed",
    t(""),
    t(
      "n: text().notNull().default(sql`(datetime('now'))`), m: integer().notNull().default(sql`(unixepoch())`)",
    ),
    { rows: kept, changed: ["~t.n", "~t.m"] },
  ],
  [
    "one that must not be null has none",
    t(""),
    t("n: integer().notNull(), s: text().notNull(), b: blob().notNull(), r: real().notNull()"),
    { rows: kept },
  ],
  [
    "one that may be null must not",
    t("n: integer(), s: text()"),
    t("n: integer().notNull(), s: text().notNull()"),
    { rows: kept, changed: ["~t.n", "~t.s"] },
  ],
  [
    "one that must not be null may",
    t("n: integer().notNull().default(1)"),
    t("n: integer()"),
    { rows: kept },
  ],
  ["one goes", t("name: text().notNull().default('x')"), t(""), { rows: kept }],
  [
    "one goes with its index, key and check",
    t("n: integer().unique(), m: integer()", "index('~i').on(t.n), check('~c', sql`n > m`)"),
    t("m: integer()"),
    { rows: kept },
  ],
  [
    "one is renamed",
    t("name: text().unique()", "index('~i').on(t.name), check('~c', sql`name <> ''`)"),
    t("title: text().unique()", "index('~i').on(t.title), check('~c', sql`title <> ''`)"),
    { rows: kept, renames: ["~t.name:~t.title"] },
  ],
  [
    "one is renamed and gets another type",
    t("name: text()"),
    t("title: integer().default(1)"),
    { rows: kept, renames: ["~t.name:~t.title"], changed: [] },
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
      `"select": integer(), "Upper Case": text(), "with\\"quote": text(), "ü": text(), a$b: text(), "a.b": text(), "[x]": text(), "\`y\`": text()`,
    ),
    t(
      `"select": integer().notNull().default(0), "Upper Case": text().unique(), "with\\"quote": text({ length: 5 }), "ü": text().default("ü"), "a.b": integer(), "\`y\`": text()`,
      `index("~i").on(t["Upper Case"]), check("~c", sql\`\${t.select} >= 0\`)`,
    ),
    { rows: kept, changed: ["~t.select"] },
  ],
  [
    "a generated one comes",
    t("a: integer().default(2)"),
    t(
      "a: integer().default(2), g: integer().generatedAlwaysAs(sql`a * 2`), h: integer().generatedAlwaysAs(sql`a * 3`, { mode: 'stored' })",
    ),
    { rows: kept },
  ],
  [
    "a generated one goes",
    t("a: integer(), g: integer().generatedAlwaysAs(sql`a * 2`, { mode: 'stored' })"),
    t("a: integer()"),
    { rows: kept },
  ],
  [
    "a generated one becomes plain",
    t("a: integer(), g: integer().generatedAlwaysAs(sql`a * 2`, { mode: 'stored' })"),
    t("a: integer(), g: integer()"),
    { rows: ["INSERT INTO ~t (id, a) VALUES (1, 2)"] },
  ],
  [
    "a generated one that is virtual becomes plain",
    t("a: integer(), g: integer().generatedAlwaysAs(sql`a * 2`)"),
    t("a: integer(), g: integer()"),
    { rows: ["INSERT INTO ~t (id, a) VALUES (1, 2)"], changed: ["~t.g"] },
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
    "a virtual one is stored",
    t("a: integer(), g: integer().generatedAlwaysAs(sql`a * 2`)"),
    t("a: integer(), g: integer().generatedAlwaysAs(sql`a * 2`, { mode: 'stored' })"),
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
    "a type changes together with its default",
    t("a: integer().default(1), c: text().default('1')"),
    t("a: text().default('one'), c: integer().default(2)"),
    { rows: ["INSERT INTO ~t VALUES (1, 1, '1')"] },
  ],
  [
    "many things of one change at once",
    t(
      "a: text({ length: 5 }).default('x').unique(), b: integer()",
      "check('~c', sql`length(a) > 0`), index('~i').on(sql`lower(a)`)",
    ),
    t(
      "z: text().notNull().default('y'), b: integer().unique()",
      "check('~c', sql`length(z) > 1`), index('~i').on(sql`upper(z)`)",
    ),
    { rows: ["INSERT INTO ~t VALUES (1, 'ab', 1)"], renames: ["~t.a:~t.z"] },
  ],
];

const keys: readonly PairRow[] = [
  [
    "a primary key comes",
    bare("a: integer(), b: integer()"),
    bare("a: integer().primaryKey(), b: integer()"),
    { rows: abRows },
  ],
  [
    "a primary key counts by itself",
    bare("a: integer().primaryKey(), b: integer()"),
    bare("a: integer().primaryKey({ autoIncrement: true }), b: integer()"),
    { rows: abRows },
  ],
  [
    "a primary key no longer counts by itself",
    bare("a: integer().primaryKey({ autoIncrement: true }), b: integer()"),
    bare("a: integer().primaryKey(), b: integer()"),
    { rows: abRows },
  ],
  [
    "a primary key goes",
    bare("a: integer().primaryKey(), b: integer()"),
    bare("a: integer(), b: integer()"),
    { rows: abRows },
  ],
  [
    "a primary key becomes text",
    bare("a: integer().primaryKey(), b: integer()"),
    bare("a: text().primaryKey(), b: integer()"),
    { rows: abRows },
  ],
  [
    "a primary key moves",
    bare("a: integer().primaryKey(), b: integer()"),
    bare("a: integer().notNull(), b: integer().primaryKey()"),
    { rows: abRows },
  ],
  [
    "a primary key takes in a second column",
    bare("a: integer().primaryKey(), b: integer()"),
    bare("a: integer(), b: integer()", "primaryKey({ columns: [t.a, t.b] })"),
    { rows: abRows },
  ],
  [
    "a primary key of two becomes one of one",
    bare("a: integer(), b: integer()", "primaryKey({ columns: [t.a, t.b] })"),
    bare("a: integer().primaryKey(), b: integer()"),
    { rows: abRows },
  ],
  [
    "a primary key turns its columns",
    bare("a: integer(), b: integer()", "primaryKey({ columns: [t.a, t.b] })"),
    bare("a: integer(), b: integer()", "primaryKey({ columns: [t.b, t.a] })"),
    { rows: abRows },
  ],
  [
    "a primary key gets a name",
    bare("a: integer(), b: integer()", "primaryKey({ columns: [t.a, t.b] })"),
    bare("a: integer(), b: integer()", "primaryKey({ name: '~k', columns: [t.a, t.b] })") + other,
    { rows: abRows },
  ],
  ["a unique one comes", t("a: integer()"), t("a: integer().unique()"), { rows: kept }],
  ["a unique one goes", t("a: integer().unique()"), t("a: integer()"), { rows: kept }],
  [
    "a unique one is an index",
    t("a: integer().unique()"),
    t("a: integer()", "uniqueIndex('~u').on(t.a)"),
    { rows: kept },
  ],
  [
    "a unique one of two columns",
    t("a: integer(), b: integer()", "unique('~u').on(t.a, t.b)"),
    t("a: integer(), b: integer()", "unique('~u').on(t.b, t.a)"),
    { rows: kept },
  ],
  [
    "two unique ones swap their names",
    t("a: integer(), b: integer()", "unique('~u').on(t.a), unique('~v').on(t.b)"),
    t("a: integer(), b: integer()", "unique('~v').on(t.a), unique('~u').on(t.b)"),
    { rows: kept },
  ],
  [
    "a check comes, and becomes another",
    t("a: integer()", "check('~c', sql`a > 0`)"),
    t(
      "a: integer()",
      "check('~c', sql`${t.a} > 1`), check('~d', sql`${t.a} between 1 and 9 or ${t.a} in (11, 12)`)",
    ),
    { rows: kept },
  ],
  [
    "a check with words in it",
    t("a: text()"),
    t("a: text()", "check('~c', sql`a not in ('CHECK (x)', 'it''s', '--') and a like '%(%'`)"),
    { rows: kept },
  ],
  ["a check goes", t("a: integer()", "check('~c', sql`a > 0`)"), t("a: integer()"), { rows: kept }],
  [
    "a foreign key comes",
    t("a: integer()") + `export const u = sqliteTable("~u", { id: integer().primaryKey() });\n`,
    `export const u = sqliteTable("~u", { id: integer().primaryKey() });\n` +
      t("a: integer().references(() => u.id, { onDelete: 'cascade' })"),
    { rows: [...kept, "INSERT INTO ~u VALUES (1)"] },
  ],
  [
    "a foreign key goes",
    `export const u = sqliteTable("~u", { id: integer().primaryKey() });\n` +
      t("a: integer().references(() => u.id, { onDelete: 'cascade' })"),
    `export const u = sqliteTable("~u", { id: integer().primaryKey() });\n` + t("a: integer()"),
    { rows: ["INSERT INTO ~u VALUES (1)", "INSERT INTO ~t VALUES (1, 1)"] },
  ],
  [
    "a foreign key gets actions",
    `export const u = sqliteTable("~u", { id: integer().primaryKey() });\n` +
      t("a: integer().references(() => u.id)"),
    `export const u = sqliteTable("~u", { id: integer().primaryKey() });\n` +
      t("a: integer().references(() => u.id, { onDelete: 'set null', onUpdate: 'cascade' })"),
    { rows: ["INSERT INTO ~u VALUES (1)", "INSERT INTO ~t VALUES (1, 1)"] },
  ],
  [
    "what cascades point to is made anew",
    `export const u = sqliteTable("~u", { id: integer().primaryKey(), n: text() });\n` +
      t("a: integer().references(() => u.id, { onDelete: 'cascade' })"),
    `export const u = sqliteTable("~u", { id: integer().primaryKey(), n: integer().notNull().default(1) });\n` +
      t("a: integer().references(() => u.id, { onDelete: 'cascade' })"),
    { rows: ["INSERT INTO ~u VALUES (1, '5')", "INSERT INTO ~t VALUES (1, 1)"] },
  ],
  [
    "a foreign key to itself",
    t("a: integer()"),
    t("a: integer().references((): any => t.id), b: text().notNull().default('x')"),
    { rows: ["INSERT INTO ~t VALUES (1, 1), (2, 1)"] },
  ],
  [
    "two tables point to each other",
    t("a: integer()") + `export const u = sqliteTable("~u", { id: integer().primaryKey(), t: integer() });\n`,
    `export const u = sqliteTable("~u", { id: integer().primaryKey(), t: integer().references((): any => t.id) });\n` +
      t("a: integer().references((): any => u.id)"),
    { rows: ["INSERT INTO ~u VALUES (1, 1)", "INSERT INTO ~t VALUES (1, 1)"] },
  ],
  [
    "a table that others point to goes",
    `export const u = sqliteTable("~u", { id: integer().primaryKey() });\n` +
      t("a: integer().references(() => u.id)"),
    t("a: integer()"),
    { rows: ["INSERT INTO ~u VALUES (1)", "INSERT INTO ~t VALUES (1, NULL)"] },
  ],
  [
    "a table that others point to is renamed",
    `export const u = sqliteTable("~u", { id: integer().primaryKey() });\n` +
      t("a: integer().references(() => u.id)"),
    `export const u = sqliteTable("~w", { id: integer().primaryKey() });\n` +
      t("a: integer().references(() => u.id)"),
    { rows: ["INSERT INTO ~u VALUES (1)", "INSERT INTO ~t VALUES (1, 1)"], renames: ["~u:~w"] },
  ],
  [
    "a key that others point to is renamed",
    `export const u = sqliteTable("~u", { id: integer().primaryKey() });\n` +
      t("a: integer().references(() => u.id)"),
    `export const u = sqliteTable("~u", { key: integer().primaryKey() });\n` +
      t("a: integer().references(() => u.key)"),
    { rows: ["INSERT INTO ~u VALUES (1)", "INSERT INTO ~t VALUES (1, 1)"], renames: ["~u.id:~u.key"] },
  ],
  [
    "a key of two columns",
    `export const u = sqliteTable("~u", { a: integer(), b: integer() }, (u) => [primaryKey({ columns: [u.a, u.b] })]);\n` +
      t("x: integer(), y: integer()"),
    `export const u = sqliteTable("~u", { a: integer(), b: integer() }, (u) => [primaryKey({ columns: [u.a, u.b] })]);\n` +
      t(
        "x: integer(), y: integer()",
        "foreignKey({ columns: [t.x, t.y], foreignColumns: [u.a, u.b], name: '~f' }).onDelete('cascade')",
      ),
    { rows: kept },
  ],
];

const indexes: readonly PairRow[] = [
  [
    "one comes and goes",
    t("a: integer(), b: text()", "index('~i').on(t.a)"),
    t("a: integer(), b: text()", "index('~j').on(t.b, t.a)"),
    { rows: kept },
  ],
  [
    "one becomes unique",
    t("a: integer()", "index('~i').on(t.a)"),
    t("a: integer()", "uniqueIndex('~i').on(t.a)"),
    { rows: kept },
  ],
  [
    "one gets a condition",
    t("a: integer(), b: text()", "index('~i').on(t.a)"),
    t("a: integer(), b: text()", "index('~i').on(t.a).where(sql`${t.b} is not null and ${t.a} > 5`)"),
    { rows: kept },
  ],
  [
    "one of an expression becomes another",
    t("a: integer(), b: text()", "index('~i').on(sql`lower(b)`)"),
    t("a: integer(), b: text()", "uniqueIndex('~i').on(sql`upper(${t.b})`, sql`${t.a} desc`)"),
    { rows: kept },
  ],
  [
    "one with a collation",
    t("a: integer(), b: text()"),
    t(
      "a: integer(), b: text()",
      "index('~i').on(sql`${t.b} collate nocase`), index('~j').on(sql`b collate rtrim desc`)",
    ),
    { rows: kept },
  ],
  [
    "one of a part of JSON",
    t("b: text()"),
    t("b: text()", "index('~i').on(sql`json_extract(b, '$.a')`), index('~j').on(sql`b ->> '$.c'`)"),
    { rows: kept },
  ],
  [
    "one stays while its table is made anew",
    t(
      "a: integer(), b: text()",
      "index('~i').on(sql`lower(b)`, t.a).where(sql`a > 5`), uniqueIndex('~u').on(t.b)",
    ),
    t(
      "a: text().notNull().default('1'), b: text()",
      "index('~i').on(sql`lower(b)`, t.a).where(sql`a > 5`), uniqueIndex('~u').on(t.b)",
    ),
    { rows: kept, changed: ["~t.a"] },
  ],
  [
    "two swap their names",
    t("a: integer(), b: text()", "index('~i').on(t.a), index('~j').on(t.b)"),
    t("a: integer(), b: text()", "index('~j').on(t.a), index('~i').on(t.b)"),
    { rows: kept },
  ],
];

const v = (body: string, name = "v"): string => `export const ${name} = sqliteView("~${name}")${body};\n`;
const all = ".as((q) => q.select().from(t))";
const views: readonly PairRow[] = [
  ["one comes", t("a: integer()"), t("a: integer()") + v(all), { rows: kept }],
  ["one goes", t("a: integer()") + v(all), t("a: integer()"), { rows: kept }],
  [
    "one becomes another under one that reads it",
    t("a: integer()") + v(all) + v(".as((q) => q.select({ id: v.id }).from(v))", "w"),
    t("a: integer()") +
      v(".as((q) => q.select().from(t).where(sql`${t.a} > 1`))") +
      v(".as((q) => q.select({ id: v.id }).from(v))", "w"),
    { rows: kept },
  ],
  [
    "its table is made anew",
    t("a: integer()") + v(all),
    t("a: text().notNull().default('5'), b: integer()") + v(all),
    { rows: kept, changed: ["~t.a"] },
  ],
  [
    "its table's column is renamed",
    t("a: integer()") + v(all),
    t("z: integer()") + v(all),
    { rows: kept, renames: ["~t.a:~t.z"] },
  ],
  [
    "its table is renamed",
    t("a: integer()") + v(all),
    t("a: integer()").replace('"~t"', '"~s"') + v(all),
    { rows: kept, renames: ["~t:~s"] },
  ],
  ["its table goes with it", t("a: integer()") + v(all) + other, other, { rows: kept }],
  [
    "it becomes a table",
    t("a: integer()") + v(all),
    t("a: integer()") + `export const v = sqliteTable("~v", { a: text() });\n`,
    { rows: kept },
  ],
  [
    "a table becomes it, and another reads it",
    t("a: integer()") + `export const v = sqliteTable("~v", { id: integer() });\n`,
    t("a: integer()") + v(all) + v(".as((q) => q.select({ id: v.id }).from(v))", "w"),
    { rows: kept },
  ],
  [
    "it becomes a table, and another reads it",
    t("a: integer()") + v(all),
    t("a: integer()") +
      `export const v = sqliteTable("~v", { id: integer() });\n` +
      v(".as((q) => q.select({ id: v.id }).from(v))", "w"),
    { rows: kept },
  ],
  [
    "a table becomes it",
    t("a: integer()") + `export const v = sqliteTable("~v", { a: text() });\n`,
    t("a: integer()") + v(all),
    { rows: kept },
  ],
  [
    "it is written as SQL",
    t("a: integer()"),
    t("a: integer()") +
      `export const v = sqliteView("~v", { id: integer(), n: integer() }).as(sql\`select id, count(*) as n from ~t group by id having n > 0 union all select 1, 2\`);\n`,
    { rows: kept },
  ],
];

const tables: readonly PairRow[] = [
  ["one comes", other, other + t("a: text()")],
  [
    "one goes with all it has",
    t(
      "a: text().unique(), g: integer().generatedAlwaysAs(sql`id * 2`)",
      "index('~i').on(t.a), check('~c', sql`id > 0`)",
    ) + other,
    other,
    { rows: ["INSERT INTO ~t (id, a) VALUES (1, 'x')"] },
  ],
  [
    "one is renamed",
    t("a: text().unique()", "index('~i').on(t.a), check('~c', sql`id > 0`)"),
    t("a: text().unique()", "index('~i').on(t.a), check('~c', sql`id > 0`)").replace('"~t"', '"~s"'),
    { rows: kept, renames: ["~t:~s"] },
  ],
  [
    "one is renamed, and changes",
    t("a: integer().unique()"),
    t("b: text().unique().notNull().default('x')").replace('"~t"', '"~s"'),
    { rows: ["INSERT INTO ~t VALUES (1, 5)"], renames: ["~t:~s", "~t.a:~t.b"], changed: ["~t.a"] },
  ],
  [
    "two swap their names",
    t("a: text()") + `export const u = sqliteTable("~u", { id: integer().primaryKey(), b: integer() });\n`,
    t("a: text()").replace('"~t"', '"~u"') +
      `export const u = sqliteTable("~t", { id: integer().primaryKey(), b: integer() });\n`,
    { rows: ["INSERT INTO ~t VALUES (1, 'x')", "INSERT INTO ~u VALUES (1, 5)"], renames: ["~t:~u", "~u:~t"] },
  ],
  [
    "one goes, and another takes its name",
    t("a: text()"),
    `export const n = sqliteTable("~t", { key: text().primaryKey(), v: blob() });\n`,
  ],
  [
    "a counter stays",
    bare("a: integer().primaryKey({ autoIncrement: true }), b: integer()"),
    bare("a: integer().primaryKey({ autoIncrement: true }), b: text().notNull().default('x')"),
    { rows: ["INSERT INTO ~t (b) VALUES (1), (2)", "DELETE FROM ~t WHERE a = 2"] },
  ],
  [
    "a maker of names",
    other,
    other +
      `export const make = lite.sqliteTableCreator((n) => "~pre_" + n);\nexport const u = make("users", { id: integer().primaryKey(), n: text().unique(), b: integer().references((): any => u.id) });\n`,
  ],
  [
    "an odd name",
    other,
    other +
      `export const o = sqliteTable("~Odd \\"name\\" [x]", { id: integer().primaryKey(), a: text().unique() }, (t) => [index("~odd i").on(t.a)]);\n`,
  ],
];

describe("types of sqlite that change", () => pairsOf("sqlite", changes));
describe("defaults of sqlite that change", () => pairsOf("sqlite", defaults));
describe("columns of sqlite", () => pairsOf("sqlite", columns));
describe("keys of sqlite", () => pairsOf("sqlite", keys));
describe("indexes of sqlite", () => pairsOf("sqlite", indexes));
describe("views of sqlite", () => pairsOf("sqlite", views));
describe("tables of sqlite", () => pairsOf("sqlite", tables));
