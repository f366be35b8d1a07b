import { pgEnum, pgTable, serial } from "drizzle-orm/pg-core";

export const mood = pgEnum("temper", ["sad", "fine", "happy", "new"]);
export const people = pgTable("people", {
  id: serial().primaryKey(),
  mood: mood().notNull().default("fine"),
  all: mood().array().default(["fine"]),
});
