/**
 * create the assistants table
 *
 * Revision: 4d1e043b4254
 * Revises:
 * Created: 2025-09-01T09:00:00Z
 */
import type { Op } from "drizzle-mig";

export const revision = "4d1e043b4254";
export const downRevision = null;

export async function upgrade(op: Op): Promise<void> {
  await op.createTable({
    name: "assistants",
    columns: [
      { name: "id", type: "text", nullable: false, primaryKey: true },
      { name: "name", type: "text", nullable: false },
      { name: "description", type: "text" },
      { name: "tools", type: op.dialect === "sqlite" ? "text" : "jsonb", nullable: false },
      { name: "created_at", type: "integer", nullable: false },
    ],
  });
}

export async function downgrade(op: Op): Promise<void> {
  await op.dropTable("assistants");
}
