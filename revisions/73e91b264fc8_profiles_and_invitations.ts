/**
 * add profiles and invitations
 *
 * Revision: 73e91b264fc8
 * Revises: 3fa5d7e20b64
 * Created: 2026-03-16T09:00:00Z
 */
import type { Op } from "drizzle-mig";

export const revision = "73e91b264fc8";
export const downRevision = "3fa5d7e20b64";
export const breaking = { tables: ["invitations"], columns: ["users.bio", "organisations.bio"] };

const time = (op: Op): string => (op.dialect === "sqlite" ? "text" : "timestamp with time zone");

export async function upgrade(op: Op): Promise<void> {
  await op.addColumn("users", { name: "bio", type: "text" });
  await op.addColumn("organisations", { name: "bio", type: "text" });
  await op.createTable({
    name: "invitations",
    columns: [
      { name: "token", type: "text", nullable: false, primaryKey: true },
      { name: "organisation_id", type: "text" },
      { name: "created_by", type: "text", nullable: false },
      { name: "created_at", type: time(op), nullable: false, default: "CURRENT_TIMESTAMP" },
    ],
    foreignKeys: [
      {
        columns: ["organisation_id"],
        references: { table: "organisations", columns: ["id"] },
        onDelete: "cascade",
      },
      { columns: ["created_by"], references: { table: "users", columns: ["id"] }, onDelete: "cascade" },
    ],
  });
}

export async function downgrade(op: Op): Promise<void> {
  await op.dropTable("invitations");
  await op.dropColumn("organisations", "bio");
  await op.dropColumn("users", "bio");
}
