/**
 * create the messages table
 *
 * Revision: 9e8d7c6b5a40
 * Revises: 8b1f0c7d2e36
 * Created: 2025-09-15T09:10:00Z
 */
import type { Op } from "drizzle-mig";

export const revision = "9e8d7c6b5a40";
export const downRevision = "8b1f0c7d2e36";

export async function upgrade(op: Op): Promise<void> {
  await op.createTable({
    name: "messages",
    columns: [
      { name: "id", type: "text", nullable: false, primaryKey: true },
      { name: "thread_id", type: "text", nullable: false },
      { name: "assistant_id", type: "text" },
      { name: "role", type: "text", nullable: false },
      { name: "content", type: op.dialect === "sqlite" ? "text" : "jsonb", nullable: false },
      { name: "created_at", type: "integer", nullable: false },
    ],
    foreignKeys: [
      { columns: ["thread_id"], references: { table: "threads", columns: ["id"] }, onDelete: "cascade" },
      {
        columns: ["assistant_id"],
        references: { table: "assistants", columns: ["id"] },
        onDelete: "set null",
      },
    ],
  });
  await op.createIndex("messages", {
    name: "messages_thread_id_created_at_idx",
    columns: ["thread_id", "created_at"],
  });
}

export async function downgrade(op: Op): Promise<void> {
  await op.dropTable("messages");
}
