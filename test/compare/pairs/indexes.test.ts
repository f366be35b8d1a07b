import { describe } from "vitest";
import { pairsOf, type PairRow } from "../../support/pairs.ts";

const t = (extra = "", more = ""): string =>
  `export const t = pgTable("~t", { id: integer().primaryKey(), a: integer(), b: text(), c: jsonb(), d: timestamp(), e: text().array()${more} }${extra === "" ? "" : `, (t) => [${extra}]`});\n`;
const rows = ["INSERT INTO ~t (id, a, b, c) VALUES (1, 2, 'x', '{}'), (2, 3, 'Y', '[]')"];
const change = (title: string, before: string, after: string): PairRow => [
  title,
  t(before),
  t(after),
  { rows },
];

const pairs: readonly PairRow[] = [
  change("one comes", "", "index('~i').on(t.a)"),
  change("one comes that is made concurrently", "", "index('~i').on(t.a).concurrently()"),
  change("one without a name comes", "", "index().on(t.a, t.b)"),
  change("one goes", "index('~i').on(t.a)", ""),
  change("one becomes unique", "index('~i').on(t.a)", "uniqueIndex('~i').on(t.a)"),
  change("one is no longer unique", "uniqueIndex('~i').on(t.a)", "index('~i').on(t.a)"),
  change("one gets another name", "index('~i').on(t.a)", "index('~j').on(t.a)"),
  change(
    "two swap their names",
    "index('~i').on(t.a), index('~j').on(t.b)",
    "index('~j').on(t.a), index('~i').on(t.b)",
  ),
  change("one gets a second column", "index('~i').on(t.a)", "index('~i').on(t.a, t.b)"),
  change("its columns change their order", "index('~i').on(t.a, t.b)", "index('~i').on(t.b, t.a)"),
  change("one goes down", "index('~i').on(t.a)", "index('~i').on(t.a.desc())"),
  change(
    "one has its nulls first",
    "index('~i').on(t.a)",
    "index('~i').on(t.a.asc().nullsFirst(), t.b.desc().nullsLast())",
  ),
  change("nulls move", "index('~i').on(t.a.desc().nullsFirst())", "index('~i').on(t.a.desc().nullsLast())"),
  change("one gets a condition", "index('~i').on(t.a)", "index('~i').on(t.a).where(sql`${t.b} is not null`)"),
  change(
    "its condition becomes another",
    "index('~i').on(t.a).where(sql`${t.a} > 1`)",
    "index('~i').on(t.a).where(sql`${t.a} > 2 and ${t.b} <> 'x'`)",
  ),
  change(
    "its condition is said in other words",
    "index('~i').on(t.a).where(sql`a in (1, 2)`)",
    "index('~i').on(t.a).where(sql`${t.a} = any (array[1, 2])`), index('~other').on(t.b)",
  ),
  change("it is of an expression", "index('~i').on(t.b)", "index('~i').on(sql`lower(${t.b})`)"),
  change(
    "its expression becomes another",
    "index('~i').on(sql`lower(${t.b})`)",
    "index('~i').on(sql`upper(${t.b}) desc nulls last`, t.a)",
  ),
  change(
    "it is of a part of JSON",
    "",
    "index('~i').on(sql`(${t.c} ->> 'x')`), index('~j').on(sql`((c -> 'y') ->> 0)`), index('~k').on(sql`(c #>> '{a,b}')`)",
  ),
  change(
    "it is of a call with casts",
    "",
    "index('~i').on(sql`date_trunc('day', ${t.d})`), index('~j').on(sql`((${t.a})::text)`), index('~k').on(sql`coalesce(${t.a}, 0)`)",
  ),
  change("unique over an expression", "", "uniqueIndex('~i').on(sql`lower(${t.b})`, t.a)"),
  change("its method becomes hash", "index('~i').on(t.a)", "index('~i').using('hash', t.a)"),
  change("its method becomes gin", "index('~i').using('btree', t.c)", "index('~i').using('gin', t.c)"),
  change("its method becomes brin", "index('~i').on(t.d)", "index('~i').using('brin', t.d)"),
  change(
    "gin with an operator class",
    "index('~i').using('gin', t.c)",
    "index('~i').using('gin', t.c.op('jsonb_path_ops'))",
  ),
  change("gin of an array", "", "index('~i').using('gin', t.e)"),
  change("gin of a text search", "", "index('~i').using('gin', sql`to_tsvector('english', ${t.b})`)"),
  change("gist of an expression", "", "index('~i').using('gist', sql`point(${t.a}, 1)`)"),
  change("spgist", "", "index('~i').using('spgist', t.b)"),
  change("an operator class comes", "index('~i').on(t.b)", "index('~i').on(t.b.op('text_pattern_ops'))"),
  change(
    "an operator class becomes another",
    "index('~i').on(t.b.op('text_pattern_ops'))",
    "index('~i').on(t.b.op('varchar_pattern_ops'))",
  ),
  change(
    "the usual operator class is said",
    "index('~i').on(t.b)",
    "index('~i').on(t.b.op('text_ops')), index('~o').on(t.a)",
  ),
  change("a fill factor comes", "index('~i').on(t.a)", "index('~i').on(t.a).with({ fillfactor: 70 })"),
  change(
    "a fill factor becomes another",
    "index('~i').on(t.a).with({ fillfactor: 70 })",
    "index('~i').on(t.a).with({ fillfactor: '80', deduplicate_items: false })",
  ),
  change(
    "gin with parameters",
    "index('~i').using('gin', t.c)",
    "index('~i').using('gin', t.c).with({ fastupdate: 'off', gin_pending_list_limit: 128 })",
  ),
  change("only", "", "index('~i').onOnly(t.a)"),
  change("two alike", "index('~i').on(t.a)", "index('~i').on(t.a), index('~j').on(t.a)"),
  change("a collation within SQL", "index('~i').on(t.b)", "index('~i').on(sql`${t.b} collate \"C\"`)"),
  change(
    "a collation and an operator class",
    "index('~i').on(t.b)",
    "index('~i').on(sql`${t.b} collate \"C\" text_pattern_ops desc`)",
  ),
  change(
    "an upper case name, and a long one",
    "",
    "index('~MixedCase').on(t.a), index('~a_name_that_is_much_longer_than_what_postgres_keeps_of_it_in_its_catalogue').on(t.b)",
  ),
  [
    "its column is renamed",
    t("index('~i').on(t.a).where(sql`a > 0`), index('~k').on(sql`(a + 1)`)"),
    t("index('~i').on(t.z).where(sql`z > 0`), index('~k').on(sql`(z + 1)`)").replace(
      "a: integer()",
      "z: integer()",
    ),
    { rows, renames: ["~t.a:~t.z"] },
  ],
  [
    "its column gets another type",
    t("index('~i').on(t.a), index('~j').on(sql`abs(a)`).where(sql`a > 5`)"),
    t("index('~i').on(t.a), index('~j').on(sql`abs(a)`).where(sql`a > 5`)").replace(
      "a: integer()",
      "a: numeric()",
    ),
    { rows },
  ],
  [
    "its column becomes text",
    t("index('~i').on(t.a)"),
    t("index('~i').on(t.a)").replace("a: integer()", "a: text()"),
    { rows },
  ],
  [
    "its column goes",
    t("index('~i').on(t.a), index('~j').on(t.a, t.b), index('~k').on(t.b).where(sql`a > 1`)"),
    t("index('~k').on(t.b)").replace("a: integer(), ", ""),
    { rows },
  ],
  [
    "it comes with its column",
    t(),
    t("index('~i').on(t.n), uniqueIndex('~u').on(t.n, t.id)", ", n: integer().notNull().default(0)"),
    { rows },
  ],
  [
    "its table is renamed",
    t("index('~i').on(t.a), unique('~u').on(t.b)"),
    t("index('~i').on(t.a), unique('~u').on(t.b)").replace('"~t"', '"~s"'),
    { rows, renames: ["~t:~s"] },
  ],
  [
    "its table is renamed, and it has no name",
    t("index().on(t.a), unique().on(t.b)"),
    t("index().on(t.a), unique().on(t.b)").replace('"~t"', '"~s"'),
    { rows, renames: ["~t:~s"] },
  ],
  [
    "it is on a materialized view's table",
    t() + `export const v = pgMaterializedView("~v").as((q) => q.select().from(t));`,
    t("index('~i').on(t.a)", ", n: integer()") +
      `export const v = pgMaterializedView("~v").as((q) => q.select().from(t));`,
    { rows },
  ],
];

describe("indexes", () => pairsOf("postgresql", pairs));
