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
    index("docs_title_index").on(t.title),
    index("docs_at").on(sql`${t.at} desc`),
    index("docs_lower").on(sql`lower(${t.title})`),
    uniqueIndex("docs_live_code")
      .on(t.code)
      .where(sql`${t.live} = 1`),
    index("docs_multi").on(t.title, t.code),
    unique("docs_title").on(t.title, t.code),
    uniqueIndex("docs_u").on(t.body, t.code),
    check("a", sql`${t.at} > ${5} and ${t.title} <> ${"it's"}`),
    check("b", sql`${t.at} between 1 and 1000 or (${t.code} is null and ${t.live} in (0, 1))`),
    check("gone", sql`length(${t.body}) < 1000`),
  ],
);
