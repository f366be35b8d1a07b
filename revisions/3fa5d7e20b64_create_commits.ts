/**
 * create commits
 *
 * Revision: 3fa5d7e20b64
 * Revises: 2e93c4d81f70
 * Created: 2026-03-09T09:00:00Z
 */
import type { Op } from "drizzle-mig";

export const revision = "3fa5d7e20b64";
export const downRevision = "2e93c4d81f70";
export const breaking = { tables: ["commits"] };

const time = (op: Op): string => (op.dialect === "sqlite" ? "text" : "timestamp with time zone");
const bytes = (op: Op): string => (op.dialect === "sqlite" ? "integer" : "bigint");

export async function upgrade(op: Op): Promise<void> {
  await op.createTable({
    name: "commits",
    columns: [
      { name: "id", type: "text", nullable: false, primaryKey: true },
      { name: "repository_id", type: "text", nullable: false },
      { name: "author_id", type: "text" },
      { name: "message", type: "text", nullable: false },
      { name: "size_bytes", type: bytes(op), nullable: false, default: "0" },
      { name: "created_at", type: time(op), nullable: false, default: "CURRENT_TIMESTAMP" },
    ],
    foreignKeys: [
      {
        columns: ["repository_id"],
        references: { table: "repositories", columns: ["id"] },
        onDelete: "cascade",
      },
      { columns: ["author_id"], references: { table: "users", columns: ["id"] }, onDelete: "set null" },
    ],
  });
  await op.createIndex("commits", {
    name: "commits_repository_id_created_at_idx",
    columns: ["repository_id", "created_at"],
  });
}

export async function downgrade(op: Op): Promise<void> {
  await op.dropTable("commits");
}
