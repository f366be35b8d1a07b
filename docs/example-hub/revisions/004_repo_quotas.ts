/**
 * give repositories quotas and count what they use
 *
 * Revision: 004
 * Revises: 003
 * Created: 2025-03-10T09:00:00Z
 */
import type { Op, Probe } from "drizzle-mig";

export const revision = "004";
export const downRevision = "003";

export const isApplied = (probe: Probe): Promise<boolean> => probe.column("repository", "used_bytes");

export async function upgrade(op: Op): Promise<void> {
  const type = op.dialect === "sqlite" ? "integer" : "bigint";
  await op.addColumn("repository", { name: "quota_bytes", type });
  await op.addColumn("repository", { name: "used_bytes", type, nullable: false, default: "0" });
  await op.execute(`UPDATE repository SET used_bytes =
  coalesce((SELECT sum(size) FROM file WHERE file.repo_full_id = repository.full_id), 0)`);
}

export async function downgrade(op: Op): Promise<void> {
  await op.dropColumn("repository", "used_bytes");
  await op.dropColumn("repository", "quota_bytes");
}
