import { integer, real, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const items = sqliteTable("items", {
  id: integer().primaryKey(),
  title: text(),
  count: text(),
  done: integer(),
  price: real(),
  gone: text(),
  demanded: text().notNull().default("d"),
  lost: text().notNull(),
});
export const empty = sqliteTable("empty", { id: integer().primaryKey(), flag: integer() });
export const dropped = sqliteTable("dropped", {
  id: integer().primaryKey(),
  item: integer().references(() => items.id, { onDelete: "cascade" }),
});
