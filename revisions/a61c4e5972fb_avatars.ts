/**
 * add avatars
 *
 * Revision: a61c4e5972fb
 * Revises: 950b3d4861ea
 * Created: 2026-03-23T09:00:00Z
 */
import type { Op } from "drizzle-mig";

export const revision = "a61c4e5972fb";
export const downRevision = "950b3d4861ea";
export const breaking = { columns: ["users.avatar_url", "organisations.avatar_url"] };

export async function upgrade(op: Op): Promise<void> {
  await op.addColumn("users", { name: "avatar_url", type: "text" });
  await op.addColumn("organisations", { name: "avatar_url", type: "text" });
}

export async function downgrade(op: Op): Promise<void> {
  await op.dropColumn("organisations", "avatar_url");
  await op.dropColumn("users", "avatar_url");
}
