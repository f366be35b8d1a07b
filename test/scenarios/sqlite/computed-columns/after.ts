import { sql } from "drizzle-orm";
import { check, index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const people = sqliteTable(
  "people",
  {
    id: integer().primaryKey(),
    first: text().notNull(),
    last: text().notNull(),
    full: text().generatedAlwaysAs(sql`last || ', ' || first`, { mode: "virtual" }),
    size: integer(),
    plain: integer().generatedAlwaysAs(sql`length(last) * 2`, { mode: "stored" }),
    added: text().generatedAlwaysAs(sql`lower(first)`, { mode: "stored" }),
    kept: text().generatedAlwaysAs(sql`lower(last)`, { mode: "virtual" }),
    note: text().notNull().default("none"),
  },
  (t) => [
    index("by_full").on(t.full),
    check("long", sql`${t.size} < 100`),
    check("noted", sql`${t.note} <> ''`),
  ],
);
