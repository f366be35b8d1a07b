/**
 * give users and organisations quotas
 *
 * Revision: 40b6e8f31c95
 * Revises: 2e93c4d81f70
 * Created: 2026-03-10T09:00:00Z
 */
import type { Op } from "drizzle-mig";

export const revision = "40b6e8f31c95";
export const downRevision = "2e93c4d81f70";
export const branchLabels = ["quotas"];
export const breaking = {
  columns: [
    "users.private_quota_bytes",
    "users.public_quota_bytes",
    "organisations.private_quota_bytes",
    "organisations.public_quota_bytes",
  ],
};

const bytes = (op: Op): string => (op.dialect === "sqlite" ? "integer" : "bigint");
const owners = ["users", "organisations"];

export async function upgrade(op: Op): Promise<void> {
  for (const owner of owners) {
    await op.addColumn(owner, { name: "private_quota_bytes", type: bytes(op) });
    await op.addColumn(owner, { name: "public_quota_bytes", type: bytes(op) });
  }
}

export async function downgrade(op: Op): Promise<void> {
  for (const owner of owners) {
    await op.dropColumn(owner, "public_quota_bytes");
    await op.dropColumn(owner, "private_quota_bytes");
  }
}
