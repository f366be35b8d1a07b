/**
 * create organisations and their members
 *
 * Revision: 1d2b60f49a83
 * Revises: 0c7a1f3e5b21
 * Created: 2026-03-02T09:00:00Z
 */
import type { Op } from "drizzle-mig";

export const revision = "1d2b60f49a83";
export const downRevision = "0c7a1f3e5b21";
export const breaking = { tables: ["organisations", "members"] };

const time = (op: Op): string => (op.dialect === "sqlite" ? "text" : "timestamp with time zone");

export async function upgrade(op: Op): Promise<void> {
  await op.createTable({
    name: "organisations",
    columns: [
      { name: "id", type: "text", nullable: false, primaryKey: true },
      { name: "name", type: "text", nullable: false },
      { name: "created_at", type: time(op), nullable: false, default: "CURRENT_TIMESTAMP" },
    ],
  });
  await op.createIndex("organisations", { name: "organisations_name_key", columns: ["name"], unique: true });
  await op.createTable({
    name: "members",
    columns: [
      { name: "organisation_id", type: "text", nullable: false },
      { name: "user_id", type: "text", nullable: false },
      { name: "role", type: "text", nullable: false, default: "'member'" },
    ],
    primaryKey: { columns: ["organisation_id", "user_id"] },
    foreignKeys: [
      {
        columns: ["organisation_id"],
        references: { table: "organisations", columns: ["id"] },
        onDelete: "cascade",
      },
      { columns: ["user_id"], references: { table: "users", columns: ["id"] }, onDelete: "cascade" },
    ],
  });
}

export async function downgrade(op: Op): Promise<void> {
  await op.dropTable("members");
  await op.dropTable("organisations");
}
