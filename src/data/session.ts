import { counted } from "../core/counted.ts";
import { setImmediate, setTimeout } from "node:timers/promises";
import { interrupted } from "../core/errors/data.ts";
import type { Scope } from "../core/schema/scope.ts";
import type { Connection, Dialect } from "../dialects/dialect.ts";
import type { Report } from "../settings/events.ts";
import type { Journal } from "../records/journal.ts";
import type { Cursor } from "./cursors.ts";
import type { Batches, DataCalls, Run } from "./data-calls.ts";

/** What the data calls of a step work with on a live database. */
export interface DataSession {
  readonly dialect: Dialect;
  readonly connection: Connection;
  readonly scope: Scope;
  readonly journal: Journal;
  readonly report: Report;
  readonly now: () => Date;
  /** `replay`: on a copy, which nothing but the database is to notice. */
  readonly mode: "live" | "replay";
  /** Asks for a stop between two batches. */
  readonly signal: AbortSignal | null;
  /** Do something after all calls before it and before all calls after it. */
  inOrder<T>(work: (dataCalls: DataCalls) => Promise<T>): Promise<T>;
  /** Call a function of the revision; its calls on `op` belong to the batch that `run` writes in. */
  within<T>(run: Run, work: () => Promise<T>): Promise<T>;
}

/** How a data call goes through its batches. */
export interface Walk {
  /** As people read it: `backfill of users`. */
  readonly label: string;
  readonly total: number | null;
  readonly pauseMs: number;
  /** Do the next batch after `cursor`. */
  batch(run: Run, cursor: Cursor): Promise<Cursor>;
}

/** Do batch after batch until there is no more; between two of them a run can be stopped, and can breathe. */
export async function walk(session: DataSession, batches: Batches, through: Walk): Promise<void> {
  const { label, total, pauseMs } = through;
  let cursor = batches.start;
  while (!cursor.finished) {
    stopIfAsked(session.signal, rowsDone(label, cursor.done), batches.separate);
    const before = cursor;
    cursor = await batches.next((run) => through.batch(run, before));
    const { done, finished } = cursor;
    session.report({ kind: "progress", label, done, total: finished ? done : atLeast(total, done) });
    // A pause inside of a transaction would only hold its locks for longer.
    if (!batches.separate || finished) continue;
    if (pauseMs > 0) await pause(pauseMs, session.signal);
    // A driver that never waits would keep the application around it from all else until the last batch.
    else await setImmediate();
  }
}

/** Throws when the run has been asked to stop. */
export function stopIfAsked(signal: AbortSignal | null, where: string, resumes: boolean): void {
  if (signal?.aborted === true) throw interrupted({ where, resumes });
}

/** A place between two batches, for `stopIfAsked`. */
export function rowsDone(label: string, done: number): string {
  return `after ${counted(done, "row")} of the ${label}`;
}

/** Whether an error says that a run was stopped, as it was asked to. */
export function isInterruption(error: unknown): boolean {
  return interrupted.is(error);
}

async function pause(ms: number, signal: AbortSignal | null): Promise<void> {
  // Woken by the signal; the caller sees to the rest.
  await setTimeout(ms, undefined, signal === null ? {} : { signal }).catch(() => undefined);
}

/** Rows may have come since they were counted. */
function atLeast(total: number | null, done: number): number | null {
  return total === null ? null : Math.max(total, done + 1);
}
