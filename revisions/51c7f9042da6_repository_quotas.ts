/**
 * give repositories quotas and count what they use
 *
 * Revision: 51c7f9042da6
 * Revises: 40b6e8f31c95
 * Created: 2026-03-11T09:00:00Z
 */
import type { Op } from "drizzle-mig";

export const revision = "51c7f9042da6";
export const downRevision = "40b6e8f31c95";
export const breaking = { columns: ["repositories.quota_bytes", "repositories.used_bytes"] };

const bytes = (op: Op): string => (op.dialect === "sqlite" ? "integer" : "bigint");

export async function upgrade(op: Op): Promise<void> {
  await op.addColumn("repositories", { name: "quota_bytes", type: bytes(op) });
  await op.addColumn("repositories", { name: "used_bytes", type: bytes(op), nullable: false, default: "0" });
}

export async function downgrade(op: Op): Promise<void> {
  await op.dropColumn("repositories", "used_bytes");
  await op.dropColumn("repositories", "quota_bytes");
}
