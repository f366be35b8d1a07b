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
    code: varchar({ length: 16 }),
  },
  (t) => [
    uniqueIndex().on(t.title),
    index("docs_at").on(t.at.asc().nullsFirst()),
    index("docs_data").using("gin", t.data),
    index("docs_tags_all").using("gin", t.tags),
    index("docs_lower").on(sql`upper(${t.title})`, t.id),
    uniqueIndex("docs_live_code")
      .on(t.code)
      .where(sql`${t.live} and ${t.code} is not null`),
    index("docs_pattern").on(t.title.op("varchar_pattern_ops")),
    index("docs_multi").on(t.at.desc(), t.title, t.code.asc().nullsFirst()),
    index("docs_hash").on(t.code),
    index("docs_fill").on(t.body).with({ fillfactor: "80" }),
    unique("docs_title").on(t.code, t.title).nullsNotDistinct(),
    index("docs_search").using("gin", sql`to_tsvector('simple', ${t.title})`),
    index("docs_brin").using("brin", t.at).with({ pages_per_range: 32 }),
    index("docs_params")
      .on(t.id)
      .where(sql`${t.id} > ${5} and ${t.title} <> ${"it's"}`),
  ],
);
