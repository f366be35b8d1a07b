/**
 * create repositories
 *
 * Revision: 2e93c4d81f70
 * Revises: 1d2b60f49a83
 * Created: 2026-03-05T09:00:00Z
 */
import type { Op } from "drizzle-mig";

export const revision = "2e93c4d81f70";
export const downRevision = "1d2b60f49a83";
export const breaking = { tables: ["repositories"] };

const time = (op: Op): string => (op.dialect === "sqlite" ? "text" : "timestamp with time zone");
const flag = (op: Op): { type: string; default: string } =>
  op.dialect === "sqlite" ? { type: "integer", default: "0" } : { type: "boolean", default: "false" };

export async function upgrade(op: Op): Promise<void> {
  await op.createTable({
    name: "repositories",
    columns: [
      { name: "id", type: "text", nullable: false, primaryKey: true },
      { name: "kind", type: "text", nullable: false },
      { name: "owner_user_id", type: "text" },
      { name: "owner_organisation_id", type: "text" },
      { name: "name", type: "text", nullable: false },
      { name: "private", ...flag(op), nullable: false },
      { name: "created_at", type: time(op), nullable: false, default: "CURRENT_TIMESTAMP" },
    ],
    checks: [{ name: "repositories_kind_check", expression: "kind IN ('model', 'dataset')" }],
    foreignKeys: [
      { columns: ["owner_user_id"], references: { table: "users", columns: ["id"] }, onDelete: "cascade" },
      {
        columns: ["owner_organisation_id"],
        references: { table: "organisations", columns: ["id"] },
        onDelete: "cascade",
      },
    ],
  });
}

export async function downgrade(op: Op): Promise<void> {
  await op.dropTable("repositories");
}
