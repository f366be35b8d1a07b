/** The chat's schema on SQLite; schema.postgres.ts is the same for PostgreSQL. */
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const assistants = sqliteTable("assistants", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  description: text("description"),
  tools: text("tools", { mode: "json" }).notNull(),
  createdAt: integer("created_at").notNull(),
});

export const threads = sqliteTable("threads", {
  id: text("id").primaryKey(),
  name: text("name"),
  createdAt: integer("created_at").notNull(),
});

export const messages = sqliteTable(
  "messages",
  {
    id: text("id").primaryKey(),
    threadId: text("thread_id")
      .notNull()
      .references(() => threads.id, { onDelete: "cascade" }),
    assistantId: text("assistant_id").references(() => assistants.id, { onDelete: "set null" }),
    role: text("role", { enum: ["user", "assistant"] }).notNull(),
    content: text("content", { mode: "json" }).notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [index("messages_thread_id_created_at_idx").on(table.threadId, table.createdAt)],
);
