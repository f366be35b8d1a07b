import { describe } from "vitest";
import { pairsOf, type PairRow } from "../../support/pairs.ts";

const mood = (labels: string): string => `export const mood = pgEnum("~mood", [${labels}]);\n`;
const people = (columns: string, extra = ""): string =>
  `export const people = pgTable("~people", { id: integer().primaryKey(), ${columns} }${extra === "" ? "" : `, (t) => [${extra}]`});\n`;
const [abc, ab, cba] = [`"a", "b", "c"`, `"a", "b"`, `"c", "b", "a"`];
const rows = ["INSERT INTO ~people (id, m) VALUES (1, 'a'), (2, 'b'), (3, NULL)"];
const arrays = ["INSERT INTO ~people (id, m) VALUES (1, '{a,b}'), (2, '{}'), (3, NULL)"];

const pairs: readonly PairRow[] = [
  ["one is made", people(""), mood(abc) + people("m: mood()")],
  ["one is made that nothing uses", people(""), mood(abc) + people("")],
  [
    "one is dropped together with its table",
    mood(abc) + people("m: mood()"),
    `export const x = pgTable("~x", { a: text() });`,
  ],
  [
    "labels come before, between and after",
    mood(`"b", "d"`) + people("m: mood()"),
    mood(`"a", "b", "c", "d", "e"`) + people("m: mood()"),
    { rows: ["INSERT INTO ~people VALUES (1, 'b')"] },
  ],
  [
    "a label goes that a default says",
    mood(abc) + people(`m: mood().default("c").notNull()`),
    mood(ab) + people(`m: mood().default("a").notNull()`),
    { rows: ["INSERT INTO ~people VALUES (1, 'b')"] },
  ],
  [
    "a label goes, and another comes",
    mood(abc) + people("m: mood()"),
    mood(`"a", "b", "z"`) + people("m: mood()"),
    { rows },
  ],
  ["labels change their order", mood(abc) + people("m: mood()"), mood(cba) + people("m: mood()"), { rows }],
  [
    "labels change their order under a key, a default and an index",
    mood(abc) + people(`m: mood().notNull().default("a").unique()`, `index("~by").on(t.m, t.id)`),
    mood(cba) + people(`m: mood().notNull().default("c").unique()`, `index("~by").on(t.m, t.id)`),
    { rows: ["INSERT INTO ~people VALUES (1, 'a'), (2, 'b')"] },
  ],
  [
    "a label goes under arrays with a default",
    mood(abc) + people(`m: mood().array().default(["a"])`),
    mood(ab) + people(`m: mood().array().default(["b", "a"])`),
    { rows: arrays },
  ],
  [
    "a label goes under a primary key that others point to",
    mood(abc) +
      people("m: mood()").replace("integer().primaryKey()", "mood().primaryKey()") +
      `export const pets = pgTable("~pets", { owner: mood().references(() => people.id) });`,
    mood(ab) +
      people("m: mood()").replace("integer().primaryKey()", "mood().primaryKey()") +
      `export const pets = pgTable("~pets", { owner: mood().references(() => people.id) });`,
    { rows: ["INSERT INTO ~people VALUES ('a', 'b')", "INSERT INTO ~pets VALUES ('a')"] },
  ],
  [
    "a label goes under a check, a partial index and a generated column",
    mood(abc) +
      people(
        "m: mood(), g: boolean().generatedAlwaysAs(sql`m = 'a'`)",
        `check("~c", sql\`m <> 'b' or id > 0\`), index("~i").on(t.id).where(sql\`m = 'a'\`)`,
      ),
    mood(ab) +
      people(
        "m: mood(), g: boolean().generatedAlwaysAs(sql`m = 'a'`)",
        `check("~c", sql\`m <> 'b' or id > 0\`), index("~i").on(t.id).where(sql\`m = 'a'\`)`,
      ),
    { rows: ["INSERT INTO ~people (id, m) VALUES (1, 'a')"] },
  ],
  [
    "a label goes under a view over a view",
    mood(abc) +
      people("m: mood()") +
      `export const v = pgView("~v").as((q) => q.select().from(people)); export const w = pgMaterializedView("~w").as((q) => q.select({ m: v.m }).from(v).where(sql\`\${v.m} = 'a'\`));`.replace(
        "; export",
        ";\nexport",
      ),
    mood(ab) +
      people("m: mood()") +
      `export const v = pgView("~v").as((q) => q.select().from(people)); export const w = pgMaterializedView("~w").as((q) => q.select({ m: v.m }).from(v).where(sql\`\${v.m} = 'a'\`));`.replace(
        "; export",
        ";\nexport",
      ),
    { rows },
  ],
  [
    "a label goes under a policy",
    mood(abc) + people("m: mood()", `pgPolicy("~p", { using: sql\`m = 'a'\` })`),
    mood(ab) + people("m: mood()", `pgPolicy("~p", { using: sql\`m = 'a'\` })`),
    { rows },
  ],
  ["a column of text becomes one", people("m: text()"), mood(ab) + people("m: mood()"), { rows }],
  [
    "a column of text with a default becomes one",
    people(`m: text().default("a")`),
    mood(ab) + people(`m: mood().default("a")`),
    { rows },
  ],
  [
    "a column of text with a default becomes one without",
    people(`m: text().default("x")`),
    mood(ab) + people(`m: mood()`),
    { rows },
  ],
  [
    "a column of text becomes one in an array",
    people(`m: text().array().default([])`),
    mood(ab) + people(`m: mood().array().default([])`),
    { rows: arrays, changed: ["~people.m"] },
  ],
  [
    "a column becomes one of another enum",
    mood(abc) + people(`m: mood().default("a")`),
    mood(abc) +
      `export const other = pgEnum("~other", ["a", "b", "x"]);\n` +
      people(`m: other("m").default("x")`),
    { rows },
  ],
  [
    "a column becomes one of another enum, and the first goes",
    mood(abc) + people(`m: mood()`),
    `export const other = pgEnum("~other", ["a", "b", "x"]);\n` + people(`m: other("m")`),
    { rows },
  ],
  [
    "a column becomes an array of it",
    mood(abc) + people("m: mood()"),
    mood(abc) + people("m: mood().array()"),
    { rows: ["INSERT INTO ~people (id) VALUES (1)"] },
  ],
  [
    "a column is no longer an array of it",
    mood(abc) + people(`m: mood().array().default(["a"])`),
    mood(abc) + people(`m: mood().default("a")`),
    { rows: ["INSERT INTO ~people (id, m) VALUES (1, NULL)"] },
  ],
  [
    "a column becomes a number",
    mood(`"1", "2"`) + people("m: mood()"),
    people("m: integer()"),
    { rows: ["INSERT INTO ~people VALUES (1, '1'), (2, '2')"] },
  ],
  [
    "a column becomes varchar",
    mood(ab) + people(`m: mood().default("a")`),
    mood(ab) + people(`m: varchar({ length: 9 }).default("b")`),
    { rows },
  ],
  [
    "one is renamed",
    mood(ab) + people(`m: mood().default("a")`),
    `export const feeling = pgEnum("~feeling", ["a", "b"]);\n` + people(`m: feeling().default("a")`),
    { rows, renames: ["~mood:~feeling"] },
  ],
  [
    "one is renamed and gets and loses labels",
    mood(abc) + people(`m: mood().default("a")`),
    `export const feeling = pgEnum("~feeling", ["z", "b", "a"]);\n` + people(`m: feeling().default("z")`),
    { rows, renames: ["~mood:~feeling"] },
  ],
  [
    "labels are odd",
    mood(`"it's", "a\\"b", "", " ", "ü"`) + people(`m: mood().default("it's")`),
    mood(`"", "it's", "c, d", "ü"`) +
      people(
        `m: mood().array().default(["c, d", ""])`.replace(".array()", "").replace(`["c, d", ""]`, `"c, d"`),
      ),
    { rows: [`INSERT INTO ~people VALUES (1, 'it''s')`] },
  ],
  [
    "the name is odd",
    `export const e = pgEnum("~Odd name", ["a", "b"]);\n` + people("m: e()"),
    `export const e = pgEnum("~Odd name", ["b"]);\n` + people(`m: e().array().default(["b"])`),
    { rows: ["INSERT INTO ~people (id) VALUES (1)"] },
  ],
  [
    "one is in a namespace, and loses a label",
    `export const s = pgSchema("~s");\nexport const e = s.enum("~e", [${abc}]);\nexport const t = s.table("~t", { id: integer().primaryKey(), m: e().notNull().default("c") });`,
    `export const s = pgSchema("~s");\nexport const e = s.enum("~e", [${ab}]);\nexport const t = s.table("~t", { id: integer().primaryKey(), m: e().notNull().default("a"), n: e().array() });`,
    { rows: ["INSERT INTO ~s.~t VALUES (1, 'a')"] },
  ],
  [
    "one goes to another namespace",
    mood(ab) + people(`m: mood().default("a")`),
    `export const s = pgSchema("~s");\nexport const e = s.enum("~mood", [${ab}]);\n` +
      people(`m: e().default("a")`),
    { rows, renames: ["~mood:~s.~mood"] },
  ],
  [
    "two of one name in two namespaces change places",
    `export const s = pgSchema("~s");\nexport const a = s.enum("~e", [${ab}]);\nexport const b = pgEnum("~e", [${ab}]);\n` +
      people(`m: a(), n: b().default("a")`),
    `export const s = pgSchema("~s");\nexport const a = s.enum("~e", [${ab}]);\nexport const b = pgEnum("~e", [${ab}]);\n` +
      people(`m: b(), n: a().default("b")`),
    { rows },
  ],
  [
    "a namespace comes with all that it holds",
    people(""),
    `export const s = pgSchema("~s");\nexport const e = s.enum("~e", [${ab}]);\nexport const q = s.sequence("~q");\nexport const t = s.table("~t", { id: serial().primaryKey(), m: e().default("a") });\nexport const v = s.view("~v").as((x) => x.select().from(t));\n` +
      people(""),
  ],
  [
    "an object says the labels",
    `export const e = pgEnum("~e", { A: "a", B: "b" });\n` + people("m: e()"),
    `export const e = pgEnum("~e", { A: "a", C: "c" });\n` + people("m: e()"),
    { rows: ["INSERT INTO ~people VALUES (1, 'a')"] },
  ],
  [
    "a label is added and is the default at once",
    mood(ab) + people(`m: mood().default("a")`),
    mood(abc) + people(`m: mood().default("c").notNull()`),
    { rows: ["INSERT INTO ~people VALUES (1, 'a')"] },
  ],
  [
    "a label is added and a check, an index and a new column say it",
    mood(ab) + people(`m: mood()`),
    mood(abc) +
      people(
        `m: mood(), n: mood().notNull().default("c")`,
        `check("~k", sql\`m <> 'c' or id > 1\`), index("~x").on(t.id).where(sql\`m = 'c'\`)`,
      ),
    { rows: ["INSERT INTO ~people VALUES (1, 'a')"] },
  ],
  [
    "a label is added before another, and one goes",
    mood(abc) + people(`m: mood()`),
    mood(`"0", "a", "b"`) + people(`m: mood().default("0")`),
    { rows },
  ],
  [
    "a column of a table that is new uses one that loses a label",
    mood(abc) + people(`m: mood()`),
    mood(ab) + people(`m: mood()`) + `export const n = pgTable("~n", { m: mood().default("a") });`,
    { rows },
  ],
  [
    "a column goes that used it, and it stays",
    mood(abc) + people(`m: mood(), n: mood()`),
    mood(ab) + people(`m: mood()`),
    { rows },
  ],
  [
    "labels are swapped for other ones altogether",
    mood(ab) + people(`m: mood()`),
    mood(`"x", "y"`) + people(`m: mood()`),
    { rows: ["INSERT INTO ~people (id) VALUES (1)"] },
  ],
];

describe("enums", () => pairsOf("postgresql", pairs));
