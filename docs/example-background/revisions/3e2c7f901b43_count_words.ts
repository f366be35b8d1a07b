/**
 * count the words of the notes that are there
 *
 * Revision: 3e2c7f901b43
 * Revises: 2d1b6e8f0a32
 * Created: 2026-03-16T09:10:00Z
 */
import type { Op } from "drizzle-mig";

export const revision = "3e2c7f901b43";
export const downRevision = "2d1b6e8f0a32";

/** Each batch is a transaction of its own: what the application writes waits for one of them at most. */
export const transaction = false;

export async function upgrade(op: Op): Promise<void> {
  await op.backfill({
    table: "notes",
    // Computed by the database from what stands in the row at that moment, never from what was read before.
    set: { words: "length(body) - length(replace(body, ' ', '')) + 1" },
    where: "words IS NULL",
    size: 500,
    // Who waits for a file of SQLite looks every 100 milliseconds at most.
    pauseMs: 100,
  });
}

export async function downgrade(): Promise<void> {
  // The column goes with the revision below.
}
