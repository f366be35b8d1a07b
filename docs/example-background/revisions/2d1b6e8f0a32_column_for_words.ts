/**
 * make room for the number of words
 *
 * Revision: 2d1b6e8f0a32
 * Revises: 1c0a5d7e9f21
 * Created: 2026-03-16T09:00:00Z
 */
import type { Op } from "drizzle-mig";

export const revision = "2d1b6e8f0a32";
export const downRevision = "1c0a5d7e9f21";

export async function upgrade(op: Op): Promise<void> {
  await op.addColumn("notes", { name: "words", type: "integer" });
}

export async function downgrade(op: Op): Promise<void> {
  await op.dropColumn("notes", "words");
}
