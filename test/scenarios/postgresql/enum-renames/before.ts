import { pgEnum, pgTable, serial } from "drizzle-orm/pg-core";

export const mood = pgEnum("mood", ["sad", "ok", "happy"]);
export const people = pgTable("people", {
  id: serial().primaryKey(),
  mood: mood().notNull().default("ok"),
  all: mood().array().default(["ok"]),
});
