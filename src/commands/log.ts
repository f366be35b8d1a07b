import type { Environment } from "../project/environment.ts";
import type { JournalEntry, JournalStatus } from "../run/journal.ts";

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
export async function log(environment: Environment, options: LogOptions = {}): Promise<LogResult> {
  const filter = { limit: options.last ?? null, status: options.status ?? null };
  return environment.reading(async ({ connection, journal }) => ({
    entries: await journal.read(connection, filter),
  }));
}
