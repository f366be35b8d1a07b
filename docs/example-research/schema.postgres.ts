/** The tool's schema on PostgreSQL; schema.ts is the same for SQLite. */
import { sql } from "drizzle-orm";
import { doublePrecision, index, integer, pgTable, serial, text, timestamp } from "drizzle-orm/pg-core";

export const tasks = pgTable("tasks", {
  id: serial("id").primaryKey(),
  name: text("name").notNull(),
  createdAt: timestamp("created_at", { withTimezone: true })
    .notNull()
    .default(sql`CURRENT_TIMESTAMP`),
});

export const units = pgTable(
  "units",
  {
    id: serial("id").primaryKey(),
    taskId: integer("task_id")
      .notNull()
      .references(() => tasks.id),
    worker: text("worker"),
    status: text("status").notNull().default("created"),
    payAmount: doublePrecision("pay_amount").notNull().default(0),
  },
  (table) => [index("units_task_id_idx").on(table.taskId)],
);
