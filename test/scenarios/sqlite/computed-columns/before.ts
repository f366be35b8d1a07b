import { sql } from "drizzle-orm";
import { check, index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const people = sqliteTable(
  "people",
  {
    id: integer().primaryKey(),
    first: text().notNull(),
    last: text().notNull(),
    full: text().generatedAlwaysAs(sql`first || ' ' || last`, { mode: "stored" }),
    size: integer().generatedAlwaysAs(sql`length(first)`, { mode: "virtual" }),
    plain: integer().default(3),
    gone: text().generatedAlwaysAs(sql`upper(first)`),
    kept: text().generatedAlwaysAs(sql`lower(last)`, { mode: "virtual" }),
    note: text(),
  },
  (t) => [index("by_full").on(t.full), check("long", sql`${t.size} < 100`)],
);
