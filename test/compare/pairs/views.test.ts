import { describe } from "vitest";
import { pairsOf, type PairRow } from "../../support/pairs.ts";

const t = (more = ""): string =>
  `export const t = pgTable("~t", { id: integer().primaryKey(), a: integer(), b: text()${more} });\n`;
const rows = ["INSERT INTO ~t (id, a, b) VALUES (1, 2, 'x'), (2, 3, 'Y')"];
const v = (body: string, name = "v"): string => `export const ${name} = pgView("~${name}")${body};\n`;
const m = (body: string, name = "m"): string =>
  `export const ${name} = pgMaterializedView("~${name}")${body};\n`;
const all = ".as((q) => q.select().from(t))";
const change = (title: string, before: string, after: string, renames: readonly string[] = []): PairRow => [
  title,
  before,
  after,
  { rows, renames },
];

const pairs: readonly PairRow[] = [
  change("one comes", t(), t() + v(all)),
  change("one goes", t() + v(all), t()),
  change(
    "one goes with its table",
    t() + v(all) + `export const x = pgTable("~x", { a: text() });`,
    `export const x = pgTable("~x", { a: text() });`,
  ),
  [
    "one comes with its table",
    `export const x = pgTable("~x", { a: text() });`,
    `export const x = pgTable("~x", { a: text() });\n` + t() + v(all),
  ],
  change(
    "one is written as SQL",
    t(),
    t() +
      `export const v = pgView("~v", { id: integer(), n: text() }).as(sql\`select id, upper(b) as n from ~t where a > 1\`);\n`,
  ),
  change(
    "its columns become more",
    t() + v(".as((q) => q.select({ id: t.id }).from(t))"),
    t() + v(".as((q) => q.select({ id: t.id, a: t.a }).from(t))"),
  ),
  change(
    "its columns become fewer",
    t() + v(".as((q) => q.select({ id: t.id, a: t.a }).from(t))"),
    t() + v(".as((q) => q.select({ id: t.id }).from(t))"),
  ),
  change(
    "its columns change places",
    t() + v(".as((q) => q.select({ id: t.id, a: t.a }).from(t))"),
    t() + v(".as((q) => q.select({ a: t.a, id: t.id }).from(t))"),
  ),
  change(
    "its condition becomes another",
    t() + v(".as((q) => q.select().from(t).where(sql`${t.a} > 1`))"),
    t() + v(".as((q) => q.select().from(t).where(sql`${t.a} > 2`))"),
  ),
  change(
    "one below others becomes another",
    t() + v(all) + v(".as((q) => q.select({ a: v.a }).from(v))", "w") + m(".as((q) => q.select().from(w))"),
    t() +
      v(".as((q) => q.select().from(t).where(sql`${t.a} > 2`))") +
      v(".as((q) => q.select({ a: v.a }).from(v))", "w") +
      m(".as((q) => q.select().from(w))"),
  ),
  change("its table gets a column, and it reads all", t() + v(all), t(", n: integer().default(5)") + v(all)),
  change("its table loses a column", t(", n: integer()") + v(all), t() + v(all)),
  change(
    "its table's column is renamed",
    t() + v(all),
    t().replace("a: integer()", "z: integer()") + v(all),
    ["~t.a:~t.z"],
  ),
  change(
    "its table's column gets another type",
    t() + v(all) + v(".as((q) => q.select({ a: v.a }).from(v))", "w"),
    t().replace("a: integer()", "a: numeric()") + v(all) + v(".as((q) => q.select({ a: v.a }).from(v))", "w"),
  ),
  change("its table is renamed", t() + v(all), t().replace('"~t"', '"~s"') + v(all), ["~t:~s"]),
  change(
    "it is renamed",
    t() + v(all),
    t() + `export const v = pgView("~z").as((q) => q.select().from(t));\n`,
    ["~v:~z"],
  ),
  change(
    "it is renamed and becomes another",
    t() + v(all),
    t() + `export const v = pgView("~z").as((q) => q.select({ id: t.id }).from(t));\n`,
    ["~v:~z"],
  ),
  change("it becomes materialized", t() + v(all), t() + m(all, "v")),
  change("it is no longer materialized", t() + m(all, "v"), t() + v(all)),
  change("it becomes a table", t() + v(all), t() + `export const v = pgTable("~v", { id: integer() });\n`),
  change(
    "a table becomes one, and another reads it",
    t() + `export const v = pgTable("~v", { id: integer() });\n`,
    t() + v(all) + m(".as((q) => q.select({ id: v.id }).from(v))"),
  ),
  change(
    "it becomes a table, and another reads it",
    t() + v(all),
    t() + `export const v = pgTable("~v", { id: integer() });\n` + m(".as((q) => q.select().from(v))"),
  ),
  change("a table becomes one", t() + `export const v = pgTable("~v", { id: integer() });\n`, t() + v(all)),
  change(
    "a materialized one reads another query",
    t() + m(all),
    t() + m(".as((q) => q.select().from(t).where(sql`${t.b} = 'x'`))"),
  ),
  change("a materialized one without data comes", t(), t() + m(`.withNoData()${all}`)),
  change(
    "a materialized one gets parameters",
    t() + m(all),
    t() + m(`.with({ fillfactor: 90, autovacuumEnabled: true })${all}`),
  ),
  change("a materialized one loses parameters", t() + m(`.with({ fillfactor: 90 })${all}`), t() + m(all)),
  change("a materialized one says its method", t(), t() + m(`.using("heap").tablespace("pg_default")${all}`)),
  change(
    "options come",
    t() + v(all),
    t() + v(`.with({ checkOption: "local", securityBarrier: true, securityInvoker: true })${all}`),
  ),
  change(
    "options go",
    t() + v(`.with({ checkOption: "cascaded", securityBarrier: true })${all}`),
    t() + v(all),
  ),
  change(
    "options and query become others",
    t() + v(`.with({ securityBarrier: true })${all}`),
    t() +
      v(`.with({ securityBarrier: false, checkOption: "local" }).as((q) => q.select({ id: t.id }).from(t))`),
  ),
  change(
    "a join with names",
    t() +
      `export const u = pgTable("~u", { id: integer().primaryKey(), t: integer().references(() => t.id) });\n`,
    t() +
      `export const u = pgTable("~u", { id: integer().primaryKey(), t: integer().references(() => t.id) });\n` +
      v(
        ".as((q) => q.select({ u: u.id, name: sql<string>`upper(${t.b})`.as('name'), n: sql<number>`count(*)`.as('n') }).from(u).leftJoin(t, sql`${u.t} = ${t.id}`).groupBy(u.id, t.b))",
      ),
  ),
  change(
    "one with a window, a subquery and a union",
    t(),
    t() +
      `export const v = pgView("~v", { id: integer(), r: integer() }).as(sql\`with x as (select id, row_number() over (partition by b order by a desc) as r from ~t) select id, r::int from x union all select -id, 0 from ~t where exists (select 1 from ~t y where y.a > 2)\`);\n`,
  ),
  change(
    "one in a namespace",
    t(),
    t() +
      `export const s = pgSchema("~s");\nexport const v = s.view("~v").as((q) => q.select().from(t));\nexport const m = s.materializedView("~m").as((q) => q.select().from(v));\n`,
  ),
  change(
    "one goes to a namespace",
    t() + `export const s = pgSchema("~s");\nexport const v = pgView("~v").as((q) => q.select().from(t));\n`,
    t() + `export const s = pgSchema("~s");\nexport const v = s.view("~v").as((q) => q.select().from(t));\n`,
    ["~v:~s.~v"],
  ),
  change(
    "it exists already",
    t() + v(all),
    t() +
      v(all) +
      `export const other = pgView("~other", { id: integer() }).existing();\n`.replace(
        "export const other",
        "export const e",
      ) +
      `export const n = pgTable("~n", { a: integer() });`,
  ),
  change(
    "one says the columns that it has in upper case",
    t(),
    t() +
      `export const v = pgView("~V", { "Id": integer(), total: integer("Total N") }).as(sql\`select id as "Id", a as "Total N" from ~t\`);\n`,
  ),
  change(
    "its query is said in other words",
    t() +
      `export const v = pgView("~v", { id: integer() }).as(sql\`select id from ~t where a in (1, 2)\`);\n`,
    t(", n: integer()") +
      `export const v = pgView("~v", { id: integer() }).as(sql\`SELECT t.id FROM ~t t WHERE (t.a = ANY (ARRAY[1, 2]))\`);\n`,
  ),
  change(
    "a default comes where a view reads",
    t() + v(all),
    t().replace("a: integer()", "a: integer().notNull().default(5)") + v(all),
  ),
  change(
    "a column that it reads becomes generated",
    t() + v(all),
    t().replace("b: text()", "b: text().generatedAlwaysAs(sql`'x' || id`)").replace("'x' || id", "md5('x')") +
      v(all),
  ),
];

describe("views", () =>
  pairsOf(
    "postgresql",
    pairs.map((row) =>
      row[0] === "a column that it reads becomes generated"
        ? [row[0], row[1], row[2], { rows, changed: ["~t.b"] }]
        : row,
    ),
  ));
