import { sql } from "drizzle-orm";
import { check, index, integer, sqliteTable, text, unique, uniqueIndex } from "drizzle-orm/sqlite-core";

export const docs = sqliteTable(
  "docs",
  {
    id: integer().primaryKey(),
    title: text().notNull(),
    body: text(),
    at: integer(),
    live: integer({ mode: "boolean" }).default(true),
    code: text(),
  },
  (t) => [
    uniqueIndex("docs_title_index").on(t.title),
    index("docs_at").on(t.at),
    index("docs_lower").on(sql`upper(${t.title})`, t.id),
    uniqueIndex("docs_live_code")
      .on(t.code)
      .where(sql`${t.live} = 1 and ${t.code} is not null`),
    index("docs_multi").on(t.code, t.title),
    unique("docs_title").on(t.code, t.title),
    unique("docs_u").on(t.body, t.code),
    check("a", sql`${t.at} > ${6} and ${t.title} <> ${"it's"}`),
    check("b2", sql`${t.at} between 1 and 1000 or (${t.code} is null and ${t.live} in (0, 1))`),
    check("new", sql`${t.title} like 'a%' or ${t.title} glob 'b*'`),
  ],
);
