/**
 * remove the directories of JSON files
 *
 * Revision: 37007a499ca7
 * Revises: 5e6f7a8b9c0d
 * Created: 2025-10-06T09:00:00Z
 */
import { rm } from "node:fs/promises";
import type { Op } from "drizzle-mig";

export const revision = "37007a499ca7";
export const downRevision = "5e6f7a8b9c0d";

export async function upgrade(op: Op): Promise<void> {
  for (const folder of ["assistants", "threads", "messages"]) {
    await rm(op.path(`../data/${folder}`), { recursive: true, force: true });
  }
}

export async function downgrade(): Promise<void> {
  // The downgrades before this one write the files again.
}
