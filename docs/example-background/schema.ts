/** The notes on SQLite; schema.postgres.ts is the same for PostgreSQL. */
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const notes = sqliteTable("notes", {
  id: integer("id").primaryKey(),
  body: text("body").notNull(),
  /** Null until the background migration, or a write, has counted them. */
  words: integer("words"),
});
