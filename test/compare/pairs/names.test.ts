import { describe } from "vitest";
import { pairsOf, type PairRow } from "../../support/pairs.ts";

const long = "a_name_of_forty_letters_that_goes_on_and_";
const other = `export const x = pgTable("~x", { a: text() });\n`;
const cased = { only: "0.45", config: { casing: "snake_case" } } as const;
const table = (columns: string, extra = ""): string =>
  `export const t = pgTable("~t", { id: integer().primaryKey(), ${columns} }${extra === "" ? "" : `, (t) => [${extra}]`});\n`;

const pairs: readonly PairRow[] = [
  [
    "keys become names in snake case",
    other,
    other +
      table(
        `firstName: text().unique(), "lastName": text("lastName"), homeURL: text(), x2y: integer()`,
        `index().on(t.firstName, t.homeURL), check("~c", sql\`\${t.x2y} > 0\`), unique().on(t.homeURL, t.x2y)`,
      ),
    cased,
  ],
  [
    "a key in snake case is renamed",
    table("firstName: text().unique()"),
    table("givenName: text().unique()"),
    { ...cased, rows: ["INSERT INTO ~t VALUES (1, 'x')"], renames: ["~t.first_name:~t.given_name"] },
  ],
  [
    "a foreign key, a generated column and a view over two tables in snake case",
    table("firstName: text()"),
    table(
      "firstName: text(), upperName: text().generatedAlwaysAs(sql`lower(first_name)`), parentId: integer().references((): any => t.id)",
    ) +
      `export const o = pgTable("~o", { id: integer() });\nexport const v = pgView("~v").as((q) => q.select({ id: t.id, firstName: t.firstName }).from(t).innerJoin(o, sql\`\${o.id} = \${t.id}\`));\n`,
    cased,
  ],
  [
    "all names are longer than the server keeps",
    other,
    other +
      `export const t = pgTable("~${long}table", { id: serial().primaryKey(), c: integer("${long}column_that_is_very_long").unique(), d: integer("${long}column_two").references((): any => t.id), e: integer("${long}e").generatedAlwaysAsIdentity() }, (t) => [index().on(t.c, t.d), primaryKey({ columns: [t.c, t.d] }), check("${long}~check_that_is_long", sql\`\${t.c} > 0\`), foreignKey({ columns: [t.c, t.d], foreignColumns: [t.c, t.d] })]);\n`.replace(
        "id: serial().primaryKey()",
        "id: serial().unique()",
      ),
  ],
  [
    "long names change what they are of",
    `export const t = pgTable("~${long}table", { id: serial().primaryKey(), c: integer("${long}c").unique(), d: integer("${long}d") });\n`,
    `export const t = pgTable("~${long}table", { id: serial().primaryKey(), c: text("${long}c").unique(), d: integer("${long}d").references((): any => t.id, { onDelete: "cascade" }) }, (t) => [unique().on(t.d, t.c), index().on(t.d, t.c)]);\n`,
  ],
  [
    "long names lose what they are of",
    `export const t = pgTable("~${long}table", { id: serial().primaryKey(), c: text("${long}c").unique(), d: integer("${long}d").references((): any => t.id, { onDelete: "cascade" }) }, (t) => [unique().on(t.d, t.c), index().on(t.d, t.c)]);\n`,
    `export const t = pgTable("~${long}table", { id: serial().primaryKey(), c: integer("${long}c"), d: integer("${long}d") });\n`,
  ],
  [
    "words of SQL are names",
    other,
    other +
      `export const t = pgTable("~order", { select: integer().primaryKey(), from: text("from").notNull().default("x"), user: text("user"), "check": integer("check"), "default": integer("default") }, (t) => [index("~where").on(t.from), unique("~group").on(t.user, t.from), check("~having", sql\`\${t.check} > \${t.default}\`)]);\nexport const v = pgView("~table").as((q) => q.select().from(t));\n`,
  ],
  [
    "names differ in case alone",
    other +
      `export const a = pgTable("~Users", { id: integer().primaryKey(), Name: text(), name: text("name") });\n`,
    other +
      `export const a = pgTable("~Users", { id: integer().primaryKey(), Name: integer(), name: text("name").notNull().default("y") }, (t) => [index("~I").on(t.Name), index("~i").on(t.name)]);\nexport const b = pgTable("~users", { id: integer().primaryKey().references(() => a.id) });\n`,
  ],
  [
    "the engine's own names are names of ours",
    table("a: text(), b: integer()"),
    table("a: text(), b: integer()", `index("~t_a_key").on(t.b), unique().on(t.a), index("~t_pk").on(t.a)`),
  ],
];

describe("names", () => pairsOf("postgresql", pairs));
