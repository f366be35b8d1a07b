/**
 * count the bytes that repositories use
 *
 * Revision: 62d80a153eb7
 * Revises: 51c7f9042da6
 * Created: 2026-03-12T09:00:00Z
 */
import type { Op } from "drizzle-mig";

export const revision = "62d80a153eb7";
export const downRevision = "51c7f9042da6";
export const dependsOn = ["3fa5d7e20b64"];

export async function upgrade(op: Op): Promise<void> {
  await op.execute(`UPDATE repositories SET used_bytes = coalesce(
  (SELECT sum(size_bytes) FROM commits WHERE commits.repository_id = repositories.id), 0)`);
}

export async function downgrade(op: Op): Promise<void> {
  await op.execute("UPDATE repositories SET used_bytes = 0");
}
