/**
 * give users and organisations avatars
 *
 * Revision: 007
 * Revises: 006
 * Created: 2025-04-21T09:00:00Z
 */
import type { Op, Probe } from "drizzle-mig";

export const revision = "007";
export const downRevision = "006";

const owners = ["user", "organization"];

export const isApplied = (probe: Probe): Promise<boolean> => probe.column("user", "avatar");

export const upgrade = {
  postgresql: async (op: Op): Promise<void> => {
    for (const owner of owners) {
      await op.addColumn(owner, { name: "avatar", type: "bytea" });
      await op.addColumn(owner, { name: "avatar_updated_at", type: "timestamp" });
    }
  },
  sqlite: async (op: Op): Promise<void> => {
    for (const owner of owners) {
      await op.addColumn(owner, { name: "avatar", type: "blob" });
      await op.addColumn(owner, { name: "avatar_updated_at", type: "datetime" });
    }
  },
};

export async function downgrade(op: Op): Promise<void> {
  for (const owner of owners) {
    await op.dropColumn(owner, "avatar_updated_at");
    await op.dropColumn(owner, "avatar");
  }
}
