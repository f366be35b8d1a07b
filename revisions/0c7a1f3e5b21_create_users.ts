/**
 * create users
 *
 * Revision: 0c7a1f3e5b21
 * Revises:
 * Created: 2026-03-01T09:00:00Z
 */
import type { Op } from "drizzle-mig";

export const revision = "0c7a1f3e5b21";
export const downRevision = null;
export const breaking = { tables: ["users"] };

const time = (op: Op): string => (op.dialect === "sqlite" ? "text" : "timestamp with time zone");

export async function upgrade(op: Op): Promise<void> {
  await op.createTable({
    name: "users",
    columns: [
      { name: "id", type: "text", nullable: false, primaryKey: true },
      { name: "username", type: "text", nullable: false },
      { name: "email", type: "text" },
      { name: "created_at", type: time(op), nullable: false, default: "CURRENT_TIMESTAMP" },
    ],
  });
  await op.createIndex("users", { name: "users_username_key", columns: ["username"], unique: true });
}

export async function downgrade(op: Op): Promise<void> {
  await op.dropTable("users");
}
