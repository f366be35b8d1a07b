/**
 * let an invitation be used more than once
 *
 * Revision: 006
 * Revises: 005
 * Created: 2025-04-07T09:00:00Z
 */
import type { Op, Probe } from "drizzle-mig";

export const revision = "006";
export const downRevision = "005";

export const isApplied = (probe: Probe): Promise<boolean> => probe.column("invitation", "max_usage");

export async function upgrade(op: Op): Promise<void> {
  await op.addColumn("invitation", { name: "max_usage", type: "integer" });
  await op.addColumn("invitation", {
    name: "usage_count",
    type: "integer",
    nullable: false,
    default: "0",
  });
  await op.execute("UPDATE invitation SET max_usage = 1, usage_count = 1 WHERE used_at IS NOT NULL");
}

export async function downgrade(op: Op): Promise<void> {
  await op.dropColumn("invitation", "usage_count");
  await op.dropColumn("invitation", "max_usage");
}
