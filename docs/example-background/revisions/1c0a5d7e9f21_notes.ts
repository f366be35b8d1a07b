/**
 * create the notes table
 *
 * Revision: 1c0a5d7e9f21
 * Revises:
 * Created: 2026-03-02T09:00:00Z
 */
import type { Op } from "drizzle-mig";

export const revision = "1c0a5d7e9f21";
export const downRevision = null;

export async function upgrade(op: Op): Promise<void> {
  await op.createTable({
    name: "notes",
    columns: [
      { name: "id", type: "integer", nullable: false, primaryKey: true },
      { name: "body", type: "text", nullable: false },
    ],
  });
}

export async function downgrade(op: Op): Promise<void> {
  await op.dropTable("notes");
}
