import { sql } from "drizzle-orm";
import {
  boolean,
  integer,
  numeric,
  pgEnum,
  pgTable,
  serial,
  text,
  timestamp,
  uuid,
  varchar,
} from "drizzle-orm/pg-core";

export const state = pgEnum("state", ["on", "off"]);
export const items = pgTable("items", {
  id: serial().primaryKey(),
  title: varchar({ length: 10 }).notNull(),
  count: integer().notNull().default(0),
  done: integer(),
  price: numeric({ precision: 10, scale: 2 }).notNull(),
  at: timestamp({ withTimezone: true }),
  note: state().default("on"),
  list: text().array(),
  required: text().notNull(),
  key: uuid().notNull().defaultRandom(),
  made: timestamp()
    .notNull()
    .default(sql`now()`),
  flag: boolean().notNull().default(false),
  state: state().notNull(),
});
export const empty = pgTable("empty", {
  id: uuid().defaultRandom().primaryKey(),
  flag: timestamp(),
  at: boolean(),
  n: uuid(),
  more: text().notNull(),
});
