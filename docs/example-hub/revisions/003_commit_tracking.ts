/**
 * keep the commits of users
 *
 * Revision: 003
 * Revises: 002
 * Created: 2025-03-03T09:00:00Z
 */
import type { Op, Probe } from "drizzle-mig";

export const revision = "003";
export const downRevision = "002";

export const isApplied = (probe: Probe): Promise<boolean> => probe.table("commit");

export async function upgrade(op: Op): Promise<void> {
  const lite = op.dialect === "sqlite";
  await op.createTable({
    name: "commit",
    columns: [
      { name: "id", type: lite ? "integer" : "serial", nullable: false, primaryKey: true },
      { name: "commit_id", type: "varchar(255)", nullable: false },
      { name: "repo_type", type: "varchar(255)", nullable: false },
      { name: "repo_full_id", type: "varchar(255)", nullable: false },
      { name: "user_id", type: "integer", nullable: false },
      { name: "message", type: "text", nullable: false },
      {
        name: "created_at",
        type: lite ? "datetime" : "timestamp",
        nullable: false,
        default: "CURRENT_TIMESTAMP",
      },
    ],
  });
  await op.createIndex("commit", { name: "commit_user_id", columns: ["user_id"] });
}

export async function downgrade(op: Op): Promise<void> {
  await op.dropTable("commit");
}
