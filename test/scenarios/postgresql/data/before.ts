import { boolean, integer, numeric, pgTable, serial, text, timestamp, varchar } from "drizzle-orm/pg-core";

export const items = pgTable("items", {
  id: serial().primaryKey(),
  title: varchar({ length: 100 }),
  count: text(),
  done: boolean(),
  price: numeric(),
  at: text(),
  note: text(),
  gone: text(),
  demanded: text().notNull().default("d"),
  lost: text().notNull(),
  list: text(),
});
export const empty = pgTable("empty", {
  id: serial().primaryKey(),
  flag: boolean(),
  at: timestamp(),
  n: integer(),
});
export const dropped = pgTable("dropped", { id: serial().primaryKey(), v: text() });
