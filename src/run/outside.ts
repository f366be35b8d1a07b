import { setTimeout as sleep } from "node:timers/promises";
import { MigError } from "../core/errors.ts";
import { dependentBroken, statementFailed } from "../core/errors/database.ts";
import { resumeRefused } from "../core/errors/run.ts";
import type { Step } from "../core/graph/plan.ts";
import { codeOf } from "../core/thrown.ts";
import { stopIfAsked } from "../data/session.ts";
import { statement, type Outcome } from "../dialects/dialect.ts";
import type { Progress } from "./progress.ts";
import type { JournalEntry } from "../records/journal.ts";
import { readBegun, withBegun, withDone, readDone, type Begun } from "./resume.ts";
import type { StepContext } from "./step-entry.ts";

/** A statement that no transaction can hold. */
export interface OutsideStatement<T> {
  readonly sql: string;
  readonly send: () => Promise<T>;
  /** The journal's line once it is done. */
  readonly next: JournalEntry;
}

/**
 * Run a statement that no transaction can hold together with its line in the journal: it is recorded as begun
 * before it is sent, and as done after, so that the next attempt knows of which one it must doubt.
 */
export async function runOutside<T>(
  context: StepContext,
  progress: Progress,
  { sql, send, next }: OutsideStatement<T>,
): Promise<T> {
  const outcome = await whenIdle(context, sql, null);
  await clear(context, outcome);
  const begun: Begun = {
    sql,
    seen: outcome.seen,
    done: readDone(next.details),
    statementIndex: next.statementIndex ?? 0,
    failed: false,
  };
  const doubtful = (now: Begun): JournalEntry => ({
    ...progress.entry,
    details: withBegun(progress.entry.details, now),
  });
  await progress.record(doubtful(begun));
  progress.reached(doubtful(begun));
  let result: T;
  try {
    result = await send();
  } catch (error) {
    if (wasRefused(error)) progress.reached(doubtful({ ...begun, failed: true }));
    throw error;
  }
  await progress.record(next);
  return result;
}

/**
 * What an earlier attempt has come to, once it is known of the statement that it had begun last whether that
 * took effect. Throws resume-refused where that cannot be known.
 */
export async function resolveBegun(
  context: StepContext,
  { revision }: Step,
  entry: JournalEntry,
): Promise<JournalEntry> {
  const begun = readBegun(entry.details);
  if (begun === null) return entry;
  const outcome = await whenIdle(context, begun.sql, begun.seen);
  if (outcome.state === "unknown" && !begun.failed) {
    const what = `whether this statement took effect cannot be known: ${begun.sql}`;
    throw resumeRefused({ revision: revision.id, what });
  }
  await clear(context, outcome);
  const details = withBegun(entry.details, null);
  return outcome.state === "all"
    ? { ...entry, details: withDone(details, begun.done), statementIndex: begun.statementIndex }
    : { ...entry, details };
}

/**
 * SQLSTATE 25001 (active_sql_transaction), and 2D000 (invalid_transaction_termination) of a procedure that commits; SQLite
 * says so in words (VACUUM, some pragmas).
 */
export function refusesTransaction(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = error instanceof MigError ? error.details["engineCode"] : codeOf(error);
  return (
    code === "25001" || code === "2D000" || /within a transaction|inside a transaction/u.test(error.message)
  );
}

/** Milliseconds to wait for a session that is still at work on what a killed runner has asked it for. */
const patience = 600_000;

async function whenIdle(
  { dialect, connection, report, signal }: StepContext,
  sql: string,
  before: unknown,
): Promise<Outcome> {
  const deadline = performance.now() + patience;
  for (let told = false; ; told = true) {
    const outcome = await dialect.outcomeOf(connection, sql, before);
    if (outcome.busy === null || performance.now() > deadline) return outcome;
    const text = `Another session (${outcome.busy}) is at work on this at the moment, and is waited for: ${sql}`;
    if (!told) report({ kind: "notice", level: "warning", text });
    stopIfAsked(signal, "while another session is at work", true);
    await sleep(250);
  }
}

async function clear({ connection, report }: StepContext, { repair }: Outcome): Promise<void> {
  for (const sql of repair) {
    report({ kind: "notice", level: "info", text: `Left half done, and cleared away: ${sql}` });
    await connection.run([statement(sql, { transactional: false })]);
  }
}

/** The engine has answered that the statement failed, so that there is no doubt. */
function wasRefused(error: unknown): boolean {
  if (statementFailed.is(error) || dependentBroken.is(error)) return error.details["engineCode"] !== null;
  // As the driver says it to Drizzle: an SQLSTATE other than those of a session that has ended, or a code of SQLite.
  return /^(?!08|57P)(?=.*\d)[0-9A-Z]{5}$|^SQLITE_/u.test(codeOf(error) ?? "");
}
