/**
 * add profiles and invitations
 *
 * Revision: 005
 * Revises: 004
 * Created: 2025-03-24T09:00:00Z
 */
import type { Op, Probe } from "drizzle-mig";

export const revision = "005";
export const downRevision = "004";

export const isApplied = (probe: Probe): Promise<boolean> => probe.table("invitation");

export async function upgrade(op: Op): Promise<void> {
  const lite = op.dialect === "sqlite";
  const time = lite ? "datetime" : "timestamp";
  await op.addColumn("user", { name: "full_name", type: "varchar(255)" });
  await op.addColumn("user", { name: "bio", type: "text" });
  await op.addColumn("user", { name: "social_media", type: lite ? "text" : "jsonb" });
  await op.addColumn("organization", { name: "bio", type: "text" });
  await op.createTable({
    name: "invitation",
    columns: [
      { name: "id", type: lite ? "integer" : "serial", nullable: false, primaryKey: true },
      { name: "token", type: "varchar(255)", nullable: false },
      { name: "organization", type: "integer" },
      { name: "created_by", type: "integer", nullable: false },
      { name: "expires_at", type: time, nullable: false },
      { name: "used_at", type: time },
    ],
  });
  await op.createIndex("invitation", { name: "invitation_token", columns: ["token"], unique: true });
}

export async function downgrade(op: Op): Promise<void> {
  await op.dropTable("invitation");
  await op.dropColumn("organization", "bio");
  for (const column of ["social_media", "bio", "full_name"]) await op.dropColumn("user", column);
}
