import { sql } from "drizzle-orm";
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  unique,
  uniqueIndex,
  varchar,
} from "drizzle-orm/pg-core";

export const docs = pgTable(
  "docs",
  {
    id: integer().primaryKey(),
    title: text().notNull(),
    body: text(),
    tags: text().array(),
    data: jsonb(),
    at: timestamp(),
    live: boolean().default(true),
    code: varchar({ length: 8 }),
  },
  (t) => [
    index().on(t.title),
    index("docs_at").on(t.at.desc().nullsLast()),
    index("docs_data").using("gin", t.data.op("jsonb_path_ops")),
    index("docs_tags").using("gin", t.tags),
    index("docs_lower").on(sql`lower(${t.title})`),
    uniqueIndex("docs_live_code")
      .on(t.code)
      .where(sql`${t.live}`),
    index("docs_pattern").on(t.title.op("text_pattern_ops")),
    index("docs_multi").on(t.title, t.at.desc(), t.code.asc().nullsFirst()),
    index("docs_hash").using("hash", t.code),
    index("docs_fill").on(t.body).with({ fillfactor: "70" }),
    unique("docs_title").on(t.title, t.code),
    index("docs_search").using(
      "gin",
      sql`to_tsvector('english', ${t.title} || ' ' || coalesce(${t.body}, ''))`,
    ),
    index("docs_brin").using("brin", t.at),
  ],
);
