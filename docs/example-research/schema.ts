/** The tool's schema on SQLite; schema.postgres.ts is the same for PostgreSQL. */
import { sql } from "drizzle-orm";
import { index, integer, real, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const tasks = sqliteTable("tasks", {
  id: integer("id").primaryKey(),
  name: text("name").notNull(),
  createdAt: text("created_at")
    .notNull()
    .default(sql`CURRENT_TIMESTAMP`),
});

export const units = sqliteTable(
  "units",
  {
    id: integer("id").primaryKey(),
    taskId: integer("task_id")
      .notNull()
      .references(() => tasks.id),
    worker: text("worker"),
    status: text("status").notNull().default("created"),
    payAmount: real("pay_amount").notNull().default(0),
  },
  (table) => [index("units_task_id_idx").on(table.taskId)],
);
