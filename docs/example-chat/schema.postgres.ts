/** The chat's schema on PostgreSQL; schema.ts is the same for SQLite. */
import { index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";

export const assistants = pgTable("assistants", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  description: text("description"),
  tools: jsonb("tools").notNull(),
  createdAt: integer("created_at").notNull(),
});

export const threads = pgTable("threads", {
  id: text("id").primaryKey(),
  name: text("name"),
  createdAt: integer("created_at").notNull(),
});

export const messages = pgTable(
  "messages",
  {
    id: text("id").primaryKey(),
    threadId: text("thread_id")
      .notNull()
      .references(() => threads.id, { onDelete: "cascade" }),
    assistantId: text("assistant_id").references(() => assistants.id, { onDelete: "set null" }),
    role: text("role", { enum: ["user", "assistant"] }).notNull(),
    content: jsonb("content").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [index("messages_thread_id_created_at_idx").on(table.threadId, table.createdAt)],
);
