/**
 * create the threads table and import the threads
 *
 * Revision: 8b1f0c7d2e36
 * Revises: c35e88ea9595
 * Created: 2025-09-15T09:00:00Z
 */
import type { Op } from "drizzle-mig";

export const revision = "8b1f0c7d2e36";
export const downRevision = "c35e88ea9595";

/** The way down writes the rows to their files first: nobody need be asked. */
export const breaking = false;

export async function upgrade(op: Op): Promise<void> {
  await op.createTable({
    name: "threads",
    columns: [
      { name: "id", type: "text", nullable: false, primaryKey: true },
      { name: "name", type: "text" },
      { name: "created_at", type: "integer", nullable: false },
    ],
  });
  await op.seed("threads", "../data/threads", { missing: "ignore", columns: { object: null } });
}

export async function downgrade(op: Op): Promise<void> {
  await op.export("threads", "../data/threads", { name: (row) => String(row["id"]) });
  await op.dropTable("threads");
}
