import { MigError } from "../core/errors.ts";
import { declined } from "../core/errors/run.ts";
import type { Database, Environment } from "../project/environment.ts";
import { inItsOwn } from "./own-transaction.ts";

/** What was refused: a step of a run, or a database that was to be adopted. */
export interface RefusedWork {
  readonly revision: string;
  readonly direction: "upgrade" | "downgrade" | "adopt";
}

/**
 * Do what decides whether work may begin, and keep in the journal that it was refused and why. `what` is given the
 * revision that the refusal is about, where it names one. That somebody says no at a terminal is no refusal.
 */
export async function recordingRefusals<T>(
  environment: Environment,
  database: Database,
  what: (about: string | null) => RefusedWork | null,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { revision } = error.details;
    const refused = what(typeof revision === "string" ? revision : null);
    if (refused !== null) await record(environment, database, error, refused);
    throw error;
  }
}

function isRefusal(error: unknown): error is MigError {
  return error instanceof MigError && error.code !== declined.code && error.exitCode !== 130;
}

/** That it cannot be recorded, as under a role that may only read, must not hide why. */
async function record(
  { now, runner, toolVersion }: Environment,
  { connection, journal }: Database,
  { message }: MigError,
  { revision, direction }: RefusedWork,
): Promise<void> {
  const at = now().toISOString();
  const line = journal.insert({
    revision,
    direction,
    status: "errored",
    startedAt: at,
    finishedAt: at,
    durationMs: 0,
    checksum: null,
    errorMessage: message,
    statement: null,
    statementIndex: null,
    toolVersion,
    runner,
    details: null,
  });
  // Whatever it fails with: what was refused is thrown.
  await inItsOwn(connection, () => connection.run([journal.create, line])).catch(() => undefined);
}
