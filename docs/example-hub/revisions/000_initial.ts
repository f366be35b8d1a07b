/**
 * what the hub began with
 *
 * Revision: 000
 * Revises:
 * Created: 2025-01-06T09:00:00Z
 */
import type { Op, Probe } from "drizzle-mig";

export const revision = "000";
export const downRevision = null;

export const isApplied = (probe: Probe): Promise<boolean> => probe.table("repository");

export async function upgrade(op: Op): Promise<void> {
  const lite = op.dialect === "sqlite";
  const id = { name: "id", type: lite ? "integer" : "serial", nullable: false };
  const time = { type: lite ? "datetime" : "timestamp", nullable: false, default: "CURRENT_TIMESTAMP" };
  const flag = { type: lite ? "integer" : "boolean", nullable: false, default: lite ? "0" : "false" };
  const size = { type: lite ? "integer" : "bigint", nullable: false, default: "0" };

  await op.createTable({
    name: "user",
    columns: [
      id,
      { name: "username", type: "varchar(255)", nullable: false },
      { name: "email", type: "varchar(255)" },
      { name: "created_at", ...time },
    ],
    primaryKey: { columns: ["id"] },
  });
  await op.createIndex("user", { name: "user_username", columns: ["username"], unique: true });

  await op.createTable({
    name: "organization",
    columns: [
      id,
      { name: "name", type: "varchar(255)", nullable: false },
      { name: "description", type: "text" },
      { name: "created_at", ...time },
    ],
    primaryKey: { columns: ["id"] },
  });
  await op.createIndex("organization", { name: "organization_name", columns: ["name"], unique: true });

  await op.createTable({
    name: "userorganization",
    columns: [
      id,
      { name: "user", type: "integer", nullable: false },
      { name: "organization", type: "integer", nullable: false },
      { name: "role", type: "varchar(255)", nullable: false },
    ],
    primaryKey: { columns: ["id"] },
  });
  await op.createIndex("userorganization", {
    name: "userorganization_user_organization",
    columns: ["user", "organization"],
    unique: true,
  });

  await op.createTable({
    name: "repository",
    columns: [
      id,
      { name: "repo_type", type: "varchar(255)", nullable: false },
      { name: "namespace", type: "varchar(255)", nullable: false },
      { name: "name", type: "varchar(255)", nullable: false },
      { name: "full_id", type: "varchar(255)", nullable: false },
      { name: "private", ...flag },
      { name: "owner_id", type: "integer", nullable: false },
      { name: "created_at", ...time },
    ],
    primaryKey: { columns: ["id"] },
    uniques: [{ columns: ["full_id"] }],
  });

  await op.createTable({
    name: "file",
    columns: [
      id,
      { name: "repo_full_id", type: "varchar(255)", nullable: false },
      { name: "path_in_repo", type: "varchar(1024)", nullable: false },
      { name: "size", ...size },
      { name: "sha256", type: "varchar(64)", nullable: false },
    ],
    primaryKey: { columns: ["id"] },
  });
  await op.createIndex("file", {
    name: "file_repo_full_id_path_in_repo",
    columns: ["repo_full_id", "path_in_repo"],
    unique: true,
  });
}

export async function downgrade(op: Op): Promise<void> {
  for (const table of ["file", "repository", "userorganization", "organization", "user"]) {
    await op.dropTable(table);
  }
}
