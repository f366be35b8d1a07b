import { describe } from "vitest";
import { pairsOf, type PairRow } from "../../support/pairs.ts";

const t = (columns: string, extra = ""): string =>
  `export const t = pgTable("~t", { ${columns} }${extra === "" ? "" : `, (t) => [${extra}]`});\n`;
const users = (id = "integer().primaryKey()", more = ""): string =>
  `export const users = pgTable("~users", { id: ${id}, name: text() ${more} });\n`;
const posts = (author: string, more = "", extra = ""): string =>
  `export const posts = pgTable("~posts", { id: integer().primaryKey(), author: ${author} ${more} }${extra === "" ? "" : `, (t) => [${extra}]`});\n`;
const ref = "integer().references(() => users.id)";
const abRows = ["INSERT INTO ~t VALUES (1, 2), (2, 3)"];
const two = [
  "INSERT INTO ~users (id, name) VALUES (1, 'a')",
  "INSERT INTO ~posts (id, author) VALUES (1, 1)",
];

const primary: readonly PairRow[] = [
  [
    "one comes to a column",
    t("a: integer(), b: integer()"),
    t("a: integer().primaryKey(), b: integer()"),
    { rows: abRows },
  ],
  [
    "one goes",
    t("a: integer().primaryKey(), b: integer()"),
    t("a: integer().notNull(), b: integer()"),
    { rows: abRows },
  ],
  [
    "one goes, and so does what it implied",
    t("a: integer().primaryKey(), b: integer()"),
    t("a: integer(), b: integer()"),
    { rows: abRows },
  ],
  [
    "one moves to another column",
    t("a: integer().primaryKey(), b: integer()"),
    t("a: integer().notNull(), b: integer().primaryKey()"),
    { rows: abRows },
  ],
  [
    "one takes in a second column",
    t("a: integer().primaryKey(), b: integer()"),
    t("a: integer(), b: integer()", "primaryKey({ columns: [t.a, t.b] })"),
    { rows: abRows },
  ],
  [
    "one of two columns becomes one of one",
    t("a: integer(), b: integer()", "primaryKey({ columns: [t.a, t.b] })"),
    t("a: integer().primaryKey(), b: integer()"),
    { rows: abRows },
  ],
  [
    "the columns change their order",
    t("a: integer(), b: integer()", "primaryKey({ columns: [t.a, t.b] })"),
    t("a: integer(), b: integer()", "primaryKey({ columns: [t.b, t.a] })"),
    { rows: abRows },
  ],
  [
    "it gets a name",
    t("a: integer(), b: integer()", "primaryKey({ columns: [t.a, t.b] })"),
    t("a: integer(), b: integer()", `primaryKey({ name: "~key", columns: [t.a, t.b] })`),
    { rows: abRows },
  ],
  [
    "its name becomes another, and its columns too",
    t("a: integer(), b: integer()", `primaryKey({ name: "~k1", columns: [t.a, t.b] })`),
    t(
      "a: integer(), b: integer(), c: integer().notNull().default(1)",
      `primaryKey({ name: "~k2", columns: [t.a, t.c] })`,
    ),
    { rows: abRows },
  ],
  [
    "it is said twice",
    t("a: integer().primaryKey(), b: integer()"),
    t(
      "a: integer().primaryKey(), b: integer()",
      `primaryKey({ columns: [t.a] }), unique("~u").on(t.a), index("~i").on(t.b)`,
    ),
    { rows: abRows },
  ],
  [
    "a column of it is renamed",
    t("a: integer(), b: integer()", "primaryKey({ columns: [t.a, t.b] })"),
    t("z: integer(), b: integer()", "primaryKey({ columns: [t.z, t.b] })"),
    { rows: abRows, renames: ["~t.a:~t.z"] },
  ],
  [
    "a column of it goes",
    t("a: integer(), b: integer()", "primaryKey({ columns: [t.a, t.b] })"),
    t("a: integer()", "primaryKey({ columns: [t.a] })"),
    { rows: abRows, changed: ["~t.b"] },
  ],
  [
    "a new column is in it",
    t("a: integer().primaryKey(), b: integer()"),
    t("a: integer(), b: integer(), c: integer().notNull().default(0)", "primaryKey({ columns: [t.a, t.c] })"),
    { rows: abRows },
  ],
  [
    "it goes over to a new serial column",
    t("a: integer().primaryKey(), b: integer()"),
    t("id: serial().primaryKey(), a: integer().notNull(), b: integer()"),
    { rows: abRows },
  ],
  [
    "it goes over to a new identity",
    t("a: integer().primaryKey(), b: integer()"),
    t("id: integer().primaryKey().generatedAlwaysAsIdentity(), a: integer(), b: integer()"),
    { rows: abRows },
  ],
  [
    "it goes over to a new uuid",
    t("a: integer().primaryKey(), b: integer()"),
    t("id: uuid().primaryKey().defaultRandom(), a: integer(), b: integer()"),
    { rows: abRows },
  ],
  [
    "integer becomes serial",
    t("a: integer().primaryKey(), b: integer()"),
    t("a: serial().primaryKey(), b: integer()"),
    { rows: abRows },
  ],
  [
    "serial becomes integer",
    t("a: serial().primaryKey(), b: integer()"),
    t("a: integer().primaryKey(), b: integer()"),
    { rows: abRows },
  ],
  [
    "serial becomes bigserial",
    t("a: serial().primaryKey(), b: integer()"),
    t(`a: bigserial({ mode: "number" }).primaryKey(), b: integer()`),
    { rows: abRows },
  ],
  [
    "bigserial becomes smallserial",
    t(`a: bigserial({ mode: "number" }).primaryKey(), b: integer()`),
    t("a: smallserial().primaryKey(), b: integer()"),
    { rows: abRows },
  ],
  [
    "serial becomes an identity",
    t("a: serial().primaryKey(), b: integer()"),
    t("a: integer().primaryKey().generatedByDefaultAsIdentity(), b: integer()"),
    { rows: ["INSERT INTO ~t (b) VALUES (2), (3)"] },
  ],
  [
    "an identity becomes serial",
    t("a: integer().primaryKey().generatedByDefaultAsIdentity(), b: integer()"),
    t("a: serial().primaryKey(), b: integer()"),
    { rows: ["INSERT INTO ~t (b) VALUES (2), (3)"] },
  ],
  [
    "serial becomes uuid",
    t("a: serial().primaryKey(), b: integer()"),
    t("a: uuid().primaryKey().defaultRandom(), b: integer()"),
  ],
  [
    "serial becomes text",
    t("a: serial().primaryKey(), b: integer()"),
    t("a: text().primaryKey(), b: integer()"),
    { rows: abRows },
  ],
  [
    "an identity becomes wider",
    t("a: integer().primaryKey().generatedAlwaysAsIdentity(), b: integer()"),
    t(`a: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(), b: integer()`),
    { rows: ["INSERT INTO ~t (b) VALUES (2), (3)"] },
  ],
  [
    "an identity becomes narrower",
    t(
      `a: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity({ startWith: 5, increment: 3 }), b: integer()`,
    ),
    t(
      `a: smallint().primaryKey().generatedByDefaultAsIdentity({ startWith: 5, cache: 7, cycle: true }), b: integer()`,
    ),
    { rows: ["INSERT INTO ~t (b) VALUES (2), (3)"] },
  ],
  [
    "an identity goes",
    t("a: integer().generatedAlwaysAsIdentity(), b: integer()"),
    t("a: integer(), b: integer()"),
    { rows: ["INSERT INTO ~t (b) VALUES (2), (3)"] },
  ],
  [
    "an identity comes to a column that may be null",
    t("a: integer(), b: integer()"),
    t("a: integer().generatedByDefaultAsIdentity(), b: integer()"),
    { rows: ["INSERT INTO ~t VALUES (1, 2)"] },
  ],
  [
    "an identity comes to a column with a default",
    t("a: integer().notNull().default(7), b: integer()"),
    t("a: integer().generatedByDefaultAsIdentity({ minValue: 5, startWith: 10 }), b: integer()"),
    { rows: ["INSERT INTO ~t VALUES (8, 2)"] },
  ],
  [
    "an identity counts down",
    t("a: integer().generatedByDefaultAsIdentity(), b: integer()"),
    t("a: integer().generatedByDefaultAsIdentity({ increment: -1 }), b: integer()"),
  ],
];

const uniques: readonly PairRow[] = [
  [
    "one comes to a column",
    t("a: integer(), b: integer()"),
    t("a: integer().unique(), b: integer()"),
    { rows: abRows },
  ],
  ["one goes", t("a: integer().unique(), b: integer()"), t("a: integer(), b: integer()"), { rows: abRows }],
  [
    "one gets a name",
    t("a: integer().unique(), b: integer()"),
    t(`a: integer().unique("~named"), b: integer()`),
    { rows: abRows },
  ],
  [
    "one takes nulls for alike",
    t("a: integer().unique(), b: integer()"),
    t(`a: integer().unique("~n", { nulls: "not distinct" }), b: integer()`),
    { rows: abRows },
  ],
  [
    "one of two columns takes another order",
    t("a: integer(), b: integer()", `unique("~u").on(t.a, t.b)`),
    t("a: integer(), b: integer()", `unique("~u").on(t.b, t.a)`),
    { rows: abRows },
  ],
  [
    "one becomes a unique index",
    t("a: integer(), b: integer()", `unique("~u").on(t.a)`),
    t("a: integer(), b: integer()", `uniqueIndex("~u").on(t.a)`),
    { rows: abRows },
  ],
  [
    "a unique index becomes one",
    t("a: integer(), b: integer()", `uniqueIndex("~u").on(t.a)`),
    t("a: integer(), b: integer()", `unique("~u").on(t.a)`),
    { rows: abRows },
  ],
  [
    "one becomes a plain index of its name",
    t("a: integer(), b: integer()", `unique("~u").on(t.a)`),
    t("a: integer(), b: integer()", `index("~u").on(t.a)`),
    { rows: abRows },
  ],
  [
    "one that a foreign key hangs on becomes an index",
    users("integer().notNull()", `, (t) => [unique("~uu").on(t.id)]`)
      .replace(" , (t)", "}, (t)")
      .replace("] });", "]);") + posts(ref),
    users("integer().notNull()", `, (t) => [uniqueIndex("~uu").on(t.id)]`)
      .replace(" , (t)", "}, (t)")
      .replace("] });", "]);") + posts(ref),
    { rows: two },
  ],
  [
    "two swap their names",
    t("a: integer(), b: integer()", `unique("~u").on(t.a), unique("~v").on(t.b)`),
    t("a: integer(), b: integer()", `unique("~v").on(t.a), unique("~u").on(t.b)`),
    { rows: abRows },
  ],
  [
    "the column is renamed",
    t("a: integer().unique(), b: integer()"),
    t("z: integer().unique(), b: integer()"),
    { rows: abRows, renames: ["~t.a:~t.z"] },
  ],
  [
    "the column gets another type",
    t("a: integer().unique(), b: integer()"),
    t("a: text().unique(), b: integer()"),
    { rows: abRows },
  ],
  [
    "a column comes with one",
    t("a: integer(), b: integer()"),
    t("a: integer(), b: integer(), c: uuid().notNull().unique()"),
    { rows: abRows },
  ],
];

const checks: readonly PairRow[] = [
  [
    "one comes",
    t("a: integer(), b: integer()"),
    t("a: integer(), b: integer()", `check("~c", sql\`\${t.a} > 0\`)`),
    { rows: abRows },
  ],
  [
    "one becomes another",
    t("a: integer(), b: integer()", `check("~c", sql\`\${t.a} > 0\`)`),
    t("a: integer(), b: integer()", `check("~c", sql\`\${t.a} >= 1 and \${t.b} in (2, 3)\`)`),
    { rows: abRows },
  ],
  [
    "one gets another name",
    t("a: integer(), b: integer()", `check("~c", sql\`\${t.a} > 0\`)`),
    t("a: integer(), b: integer()", `check("~d", sql\`\${t.a} > 0\`)`),
    { rows: abRows },
  ],
  [
    "two swap their names",
    t("a: integer(), b: integer()", `check("~c", sql\`\${t.a} > 0\`), check("~d", sql\`\${t.b} > 0\`)`),
    t("a: integer(), b: integer()", `check("~d", sql\`\${t.a} > 0\`), check("~c", sql\`\${t.b} > 0\`)`),
    { rows: abRows },
  ],
  [
    "one goes with its column",
    t("a: integer(), b: integer()", `check("~c", sql\`\${t.a} > \${t.b} - 9\`)`),
    t("a: integer()"),
    { rows: abRows },
  ],
  [
    "one over a renamed column",
    t("a: integer(), b: integer()", `check("~c", sql\`\${t.a} > 0\`)`),
    t("z: integer(), b: integer()", `check("~c", sql\`\${t.z} > 0\`)`),
    { rows: abRows, renames: ["~t.a:~t.z"] },
  ],
  [
    "one over text in all ways",
    t("a: integer(), b: integer(), c: text()", ""),
    t(
      "a: integer(), b: integer(), c: text()",
      `check("~c1", sql\`\${t.c} like 'a%' or \${t.c} ~ '^[b]'\`.inlineParams()), check("~c2", sql\`\${t.c} is distinct from 'x' and length(\${t.c}) between 1 and 5\`), check("~c3", sql\`\${t.c} = any (array['a', 'b'])\`)`,
    ).replaceAll("~ '", "similar to '"),
    { rows: ["INSERT INTO ~t VALUES (1, 2, NULL)"] },
  ],
  [
    "one says other values",
    t("a: integer(), b: text()", `check("~c", sql\`\${t.b} in ('x', 'y')\`)`),
    t("a: integer(), b: text()", `check("~c", sql\`\${t.b} in ('x', 'y', 'z')\`)`),
    { rows: ["INSERT INTO ~t VALUES (1, 'x')"] },
  ],
  [
    "one says the same in other words",
    t("a: integer(), b: integer()", `check("~c", sql\`\${t.a} between 1 and 9\`)`),
    t("a: integer(), b: integer(), c: integer()", `check("~c", sql\`(\${t.a} >= 1) AND (\${t.a} <= 9)\`)`),
    { rows: abRows },
  ],
  [
    "conditions within conditions of their kind go, and come back",
    t(
      "a: integer(), b: integer(), c: text()",
      `check("~c", sql\`a > 0 and b between 1 and 9 and (c <> 'x' or (a = 5 or b = 7))\`), index("~i").on(t.a).where(sql\`a > 0 and b between 1 and 9\`), pgPolicy("~p", { using: sql\`a > 0 and b between 1 and 9\` })`,
    ) +
      `export const v = pgView("~v").as((q) => q.select().from(t).where(sql\`a > 0 and b between 1 and 9\`));\n`,
    t("a: bigint({ mode: 'number' })"),
    { rows: ["INSERT INTO ~t VALUES (1, 2, 'y')"], changed: ["~t.b", "~t.c"] },
  ],
  [
    "a table comes with several",
    `export const x = pgTable("~x", { a: integer() });`,
    t(
      "a: integer().notNull(), b: numeric({ precision: 5, scale: 2 }), c: jsonb()",
      `check("~p", sql\`\${t.b} > 0.5\`), check("~q", sql\`jsonb_typeof(\${t.c}) = 'object'\`), check("~r", sql\`\${t.a} % 2 = 0\`)`,
    ),
  ],
];

const foreign: readonly PairRow[] = [
  ["one comes", users() + posts("integer()"), users() + posts(ref), { rows: two }],
  ["one goes", users() + posts(ref), users() + posts("integer()"), { rows: two }],
  [
    "one goes with the table that it points to",
    users() + posts(ref),
    posts("integer()"),
    { rows: two.slice(0, 1) },
  ],
  ["one goes with its own table", users() + posts(ref), users(), { rows: two }],
  ["both tables come at once", `export const x = pgTable("~x", { a: integer() });`, users() + posts(ref)],
  [
    "it gets actions",
    users() + posts(ref),
    users() + posts(`integer().references(() => users.id, { onDelete: "cascade", onUpdate: "set null" })`),
    { rows: two },
  ],
  [
    "its actions become others",
    users() + posts(`integer().references(() => users.id, { onDelete: "restrict" })`),
    users() +
      posts(`integer().references(() => users.id, { onDelete: "set default", onUpdate: "no action" })`),
    { rows: two },
  ],
  [
    "it gets a name",
    users() + posts(ref),
    users() +
      posts("integer()", "", `foreignKey({ name: "~fk", columns: [t.author], foreignColumns: [users.id] })`),
    { rows: two },
  ],
  [
    "it points to another table",
    users() + `export const u2 = pgTable("~u2", { id: integer().primaryKey() });\n` + posts(ref),
    users() +
      `export const u2 = pgTable("~u2", { id: integer().primaryKey() });\n` +
      posts("integer().references(() => u2.id)"),
    { rows: [...two.slice(0, 1), "INSERT INTO ~posts VALUES (1, 1)", "INSERT INTO ~u2 VALUES (1)"] },
  ],
  [
    "it points to itself",
    users(),
    `export const users = pgTable("~users", { id: integer().primaryKey(), name: text(), boss: integer().references((): any => users.id) });`,
    { rows: two.slice(0, 1) },
  ],
  [
    "it points to columns of its own table that an index keeps unique",
    users(),
    users() +
      `export const notes = pgTable("~notes", { id: integer().primaryKey(), a: integer(), b: integer() }, (n) => [uniqueIndex("~n").on(n.a, n.id), foreignKey({ columns: [n.a, n.b], foreignColumns: [n.a, n.id] })]);`,
    { rows: two.slice(0, 1) },
  ],
  [
    "it points to columns of its own table that an index keeps unique, and goes with it",
    users() +
      `export const notes = pgTable("~notes", { id: integer().primaryKey(), a: integer(), b: integer() }, (n) => [uniqueIndex("~n").on(n.a, n.id), foreignKey({ columns: [n.a, n.b], foreignColumns: [n.a, n.id] })]);`,
    users(),
    { rows: ["INSERT INTO ~notes VALUES (1, 1, 1)"] },
  ],
  [
    "two tables point to each other",
    users() + posts(ref),
    `export const users = pgTable("~users", { id: integer().primaryKey(), name: text(), last: integer().references((): any => posts.id) });\n` +
      posts(ref),
    { rows: two },
  ],
  [
    "two tables that point to each other go",
    `export const users = pgTable("~users", { id: integer().primaryKey(), name: text(), last: integer().references((): any => posts.id) });\n` +
      posts(ref),
    `export const x = pgTable("~x", { a: integer() });`,
    { rows: two },
  ],
  [
    "the key that it points to gets another type",
    users() + posts(ref),
    users(`bigint({ mode: "number" }).primaryKey()`) +
      posts(`bigint({ mode: "number" }).references(() => users.id)`),
    { rows: two },
  ],
  [
    "the key that it points to becomes text",
    users() + posts(ref),
    users("text().primaryKey()") + posts("text().references(() => users.id)"),
    { rows: two },
  ],
  [
    "the key that it points to becomes uuid",
    users() + posts(ref),
    users("uuid().primaryKey()") + posts("uuid().references(() => users.id)"),
  ],
  [
    "the key that it points to is renamed",
    users() + posts(ref),
    `export const users = pgTable("~users", { key: integer().primaryKey(), name: text() });\n` +
      posts("integer().references(() => users.key)"),
    { rows: two, renames: ["~users.id:~users.key"] },
  ],
  [
    "its own column is renamed",
    users() + posts(ref),
    users() +
      `export const posts = pgTable("~posts", { id: integer().primaryKey(), writer: integer().references(() => users.id) });`,
    { rows: two, renames: ["~posts.author:~posts.writer"] },
  ],
  [
    "the table that it points to is renamed",
    users() + posts(ref),
    users().replace("~users", "~people") + posts(ref),
    { rows: two, renames: ["~users:~people"] },
  ],
  [
    "its own table is renamed",
    users() + posts(ref),
    users() + posts(ref).replace("~posts", "~notes"),
    { rows: two, renames: ["~posts:~notes"] },
  ],
  [
    "the primary key that it points to moves to a unique column",
    users("integer().primaryKey()", ", code: integer().notNull().unique()") + posts(ref),
    users("integer().notNull().unique()", ", code: integer().primaryKey()") + posts(ref),
    { rows: ["INSERT INTO ~users (id, name, code) VALUES (1, 'a', 7)", "INSERT INTO ~posts VALUES (1, 1)"] },
  ],
  [
    "it is of two columns, and turns them",
    t("a: integer(), b: integer()", "primaryKey({ columns: [t.a, t.b] })") +
      `export const s = pgTable("~s", { x: integer(), y: integer() }, (s) => [foreignKey({ columns: [s.x, s.y], foreignColumns: [t.a, t.b] })]);`,
    t("a: integer(), b: integer()", "primaryKey({ columns: [t.a, t.b] })") +
      `export const s = pgTable("~s", { x: integer(), y: integer() }, (s) => [foreignKey({ columns: [s.y, s.x], foreignColumns: [t.a, t.b] })]);`,
  ],
  [
    "what is there twice goes, and comes back",
    users() + posts(ref),
    users() + posts(ref, ", more: text()"),
    {
      rows: [
        ...two,
        "ALTER TABLE ~posts ADD CONSTRAINT ~again FOREIGN KEY (author) REFERENCES ~users",
        "ALTER TABLE ~posts ADD CONSTRAINT ~once UNIQUE (id), ADD CONSTRAINT ~more UNIQUE (id)",
      ],
    },
  ],
  [
    "it is said twice",
    users() + posts(ref),
    users() +
      posts(
        `integer().references(() => users.id, { onDelete: "cascade" })`,
        "",
        `foreignKey({ columns: [t.author], foreignColumns: [users.id] }).onDelete("cascade")`,
      ),
    { rows: two },
  ],
  [
    "a new column that may not be null has one",
    users() + posts("integer()"),
    users() + posts("integer()", ", editor: integer().notNull().references(() => users.id)"),
    { rows: two, edit: { "SET editor = NULL": "SET editor = 1" } },
  ],
  [
    "three tables in a row go",
    `export const a = pgTable("~a", { id: integer().primaryKey() });\nexport const b = pgTable("~b", { id: integer().primaryKey().references(() => a.id) });\nexport const c = pgTable("~c", { id: integer().primaryKey().references(() => b.id) });\nexport const d = pgTable("~d", { id: integer() });`,
    `export const d = pgTable("~d", { id: integer() });`,
    { rows: ["INSERT INTO ~a VALUES (1)", "INSERT INTO ~b VALUES (1)", "INSERT INTO ~c VALUES (1)"] },
  ],
  [
    "it goes into another namespace",
    `export const s = pgSchema("~s");\nexport const users = s.table("~users", { id: integer().primaryKey(), name: text() });\n` +
      posts("integer()"),
    `export const s = pgSchema("~s");\nexport const users = s.table("~users", { id: integer().primaryKey(), name: text() });\n` +
      posts(`integer().references(() => users.id, { onDelete: "cascade" })`),
  ],
  [
    "a link table comes between two",
    users() + `export const groups = pgTable("~groups", { id: serial().primaryKey() });`,
    users() +
      `export const groups = pgTable("~groups", { id: serial().primaryKey() });\nexport const link = pgTable("~link", { u: integer().notNull().references(() => users.id, { onDelete: "cascade" }), g: integer().notNull().references(() => groups.id) }, (t) => [primaryKey({ columns: [t.u, t.g] }), index("~by_g").on(t.g)]);`,
  ],
];

describe("primary keys", () => pairsOf("postgresql", primary));
describe("unique constraints", () => pairsOf("postgresql", uniques));
describe("checks", () => pairsOf("postgresql", checks));
describe("foreign keys", () => pairsOf("postgresql", foreign));
