/** The notes on PostgreSQL; schema.ts is the same for SQLite. */
import { integer, pgTable, text } from "drizzle-orm/pg-core";

export const notes = pgTable("notes", {
  id: integer("id").primaryKey(),
  body: text("body").notNull(),
  /** Null until the background migration, or a write, has counted them. */
  words: integer("words"),
});
