import { sql } from "drizzle-orm";
import { blob, integer, numeric, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const items = sqliteTable("items", {
  id: integer().primaryKey(),
  title: text().notNull(),
  count: integer().notNull().default(0),
  done: text(),
  price: numeric().notNull(),
  required: text().notNull(),
  made: text()
    .notNull()
    .default(sql`CURRENT_TIMESTAMP`),
  flag: integer({ mode: "boolean" }).notNull().default(false),
  bytes: blob().notNull(),
  nr: integer().notNull(),
});
export const empty = sqliteTable("empty", {
  id: text().primaryKey(),
  flag: text().notNull(),
  more: text().notNull(),
});
