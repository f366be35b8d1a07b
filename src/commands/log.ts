import type { JournalEntry, JournalStatus } from "../records/journal.ts";
import { environmentOf, type Project } from "../project/environment.ts";

export interface LogOptions {
  /** The newest entries only. */
  readonly last?: number;
  readonly status?: JournalStatus;
}

export interface LogResult {
  /** Oldest first. */
  readonly entries: readonly JournalEntry[];
}

/** Every step that was ever tried on the database. Reads only. */
export async function log(project: Project, options: LogOptions = {}): Promise<LogResult> {
  const environment = environmentOf(project);
  const filter = { limit: options.last ?? null, status: options.status ?? null };
  return environment.reading(async ({ connection, journal }) => ({
    entries: await journal.read(connection, filter),
  }));
}
