/**
 * give users and organisations quotas
 *
 * Revision: 002
 * Revises: 001
 * Created: 2025-02-17T09:00:00Z
 */
import type { Op, Probe } from "drizzle-mig";

export const revision = "002";
export const downRevision = "001";

const owners = ["user", "organization"];

export const isApplied = (probe: Probe): Promise<boolean> => probe.column("user", "private_quota_bytes");

export async function upgrade(op: Op): Promise<void> {
  const type = op.dialect === "sqlite" ? "integer" : "bigint";
  for (const owner of owners) {
    await op.addColumn(owner, { name: "private_quota_bytes", type });
    await op.addColumn(owner, { name: "public_quota_bytes", type });
  }
}

export async function downgrade(op: Op): Promise<void> {
  for (const owner of owners) {
    await op.dropColumn(owner, "public_quota_bytes");
    await op.dropColumn(owner, "private_quota_bytes");
  }
}
