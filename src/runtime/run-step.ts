import { MigError } from "../core/errors.ts";
import { stepFailed } from "../core/errors/run.ts";
import type { Step } from "../core/graph/plan.ts";
import type { Connection, Dialect, Statement } from "../dialects/dialect.ts";
import type { Scope } from "../core/schema/scope.ts";
import type { AppliedStep } from "./events.ts";
import type { Journal, JournalEntry } from "./journal.ts";
import type { LoadedRevision } from "./load-revision.ts";
import { BeginAgain, openStepSession, type Attempt, type StepTransport } from "./step-session.ts";
import type { VersionTable } from "./version-table.ts";

/** What a step needs to run. */
export interface StepContext {
  readonly dialect: Dialect;
  readonly connection: Connection;
  readonly scope: Scope;
  readonly root: string;
  readonly versionTable: VersionTable;
  readonly journal: Journal;
  readonly now: () => Date;
  readonly runner: string;
  readonly toolVersion: string;
  /** True when one transaction around all steps is open already. */
  readonly insideRun: boolean;
}

/**
 * Run one step: its body, the move of the heads and its line in the journal, in one transaction unless the
 * revision says otherwise. A failure is rolled back and then recorded, so that it is always in the journal.
 */
export async function runStep(
  context: StepContext,
  step: Step,
  revision: LoadedRevision,
): Promise<AppliedStep> {
  const started = context.now();
  const entry = newEntry(context, step, started, revision.checksum);
  const finish: Finish = (status, extra = {}) => {
    const finished = context.now();
    return {
      ...entry,
      status,
      finishedAt: finished.toISOString(),
      durationMs: finished.getTime() - started.getTime(),
      ...extra,
    };
  };
  if (revision.transaction) await inTransaction(context, step, revision, finish);
  else await statementByStatement(context, step, revision, entry, finish);
  return {
    revision: step.revision.id,
    direction: step.direction,
    message: step.revision.message,
    heads: step.headsAfter,
    durationMs: context.now().getTime() - started.getTime(),
  };
}

/** Record that a step failed whose work has been rolled back; that it cannot be recorded must not hide why. */
export async function recordFailure(
  context: StepContext,
  step: Step,
  error: unknown,
  entry?: JournalEntry,
): Promise<void> {
  const now = context.now();
  const failed = entry ?? {
    ...newEntry(context, step, now, null),
    finishedAt: now.toISOString(),
    durationMs: 0,
  };
  const line = context.journal.insert({ ...failed, status: "errored", ...whatFailed(error) });
  await context.connection.run([line]).catch(() => undefined);
}

function newEntry(context: StepContext, step: Step, started: Date, checksum: string | null): JournalEntry {
  return {
    revision: step.revision.id,
    direction: step.direction,
    status: "running",
    startedAt: started.toISOString(),
    finishedAt: null,
    durationMs: null,
    checksum,
    errorMessage: null,
    statement: null,
    statementIndex: null,
    toolVersion: context.toolVersion,
    runner: context.runner,
    details: null,
  };
}

type Finish = (status: "applied" | "errored", extra?: Partial<JournalEntry>) => JournalEntry;

async function inTransaction(
  context: StepContext,
  step: Step,
  revision: LoadedRevision,
  finish: Finish,
): Promise<void> {
  const { connection, journal, versionTable, insideRun } = context;
  let attempt: Attempt = { foreignKeysOff: false };
  for (;;) {
    const transaction = openTransaction(context, attempt);
    try {
      await runBody(context, step, revision, transaction);
      await transaction.begin({ foreignKeysOff: false });
      await versionTable.move(connection, step.rows);
      // Sent together: the journal's line and the commit are one round trip.
      const recorded = connection.run([journal.insert(finish("applied"))]);
      await Promise.all(insideRun ? [recorded] : [recorded, connection.commit()]);
      return;
    } catch (error) {
      if (insideRun) throw error;
      await transaction.rollback();
      if (error instanceof BeginAgain) {
        attempt = error.attempt;
        continue;
      }
      await recordFailure(context, step, error, finish("errored"));
      throw stepFailed(step.revision.id, step.direction, step.revision.path, error, {
        rolledBack: true,
        applied: [],
      });
    }
  }
}

async function runBody(
  context: StepContext,
  step: Step,
  revision: LoadedRevision,
  transport: StepTransport,
): Promise<void> {
  const { dialect, connection, scope, root } = context;
  const body = revision.body(step.direction, dialect.name);
  const session = openStepSession(dialect, connection, scope, transport, root);
  try {
    await body(session.op);
  } catch (error) {
    // An error of a call that was not awaited came first; it is the cause.
    await session.settle();
    throw error;
  }
  await session.settle();
}

/** A transaction that opens with the first statement, when it is known what that needs. */
function openTransaction(
  context: StepContext,
  attempt: Attempt,
): StepTransport & { rollback(): Promise<void> } {
  const { connection, insideRun } = context;
  let open: { readonly begun: Promise<void>; readonly foreignKeysOff: boolean } | null = insideRun
    ? { begun: Promise.resolve(), foreignKeysOff: true }
    : null;
  const begin = (options: { readonly foreignKeysOff: boolean }): Promise<void> => {
    if (open === null) {
      const foreignKeysOff = attempt.foreignKeysOff || options.foreignKeysOff;
      open = { begun: connection.begin({ foreignKeysOff }), foreignKeysOff };
      open.begun.catch(() => undefined);
    }
    return open.begun;
  };
  return {
    begin,
    async run(statements) {
      const needsOff = statements.some((each) => each.foreignKeysOff);
      if (needsOff && open !== null && !open.foreignKeysOff) throw new BeginAgain({ foreignKeysOff: true });
      // Not awaited: the driver sends both in order, and a failed begin fails the statements too.
      const begun = begin({ foreignKeysOff: needsOff });
      const ran = connection.run(statements);
      await Promise.all([begun, ran]);
    },
    async rollback() {
      if (open === null) return;
      await open.begun.then(
        () => connection.rollback(),
        () => undefined,
      );
    },
  };
}

/** `transaction = false`: every statement stands for itself, and the journal knows how many are done. */
async function statementByStatement(
  context: StepContext,
  step: Step,
  revision: LoadedRevision,
  entry: JournalEntry,
  finish: Finish,
): Promise<void> {
  const { connection, journal, versionTable } = context;
  const last = await journal.last(connection, entry.revision, entry.direction);
  const resumed = last !== null && last.entry.status !== "applied" && last.entry.checksum === entry.checksum;
  const alreadyDone = resumed ? (last.entry.statementIndex ?? 0) : 0;
  const id = await journal.start(connection, { ...entry, statementIndex: alreadyDone });
  let seen = 0;
  const transport: StepTransport = {
    begin: () => Promise.resolve(),
    async run(statements) {
      for (const statement of statements) {
        seen += 1;
        if (seen <= alreadyDone) continue;
        await runAlone(connection, statement, journal.update(id, { ...entry, statementIndex: seen }));
      }
    },
  };
  try {
    await runBody(context, step, revision, transport);
    await connection.begin();
    await versionTable.move(connection, step.rows);
    await connection.run([journal.update(id, finish("applied", { statementIndex: seen }))]);
    await connection.commit();
  } catch (error) {
    await connection.rollback().catch(() => undefined);
    const done = Math.max(alreadyDone, seen - 1);
    await connection
      .run([journal.update(id, finish("errored", { ...whatFailed(error), statementIndex: done }))])
      .catch(() => undefined);
    throw stepFailed(step.revision.id, step.direction, step.revision.path, error, {
      rolledBack: false,
      applied: [],
    });
  }
}

/** With its line in the journal in one transaction where the engine allows it, so that neither is without the other. */
async function runAlone(connection: Connection, statement: Statement, record: Statement): Promise<void> {
  if (!statement.transactional) {
    await connection.run([statement]);
    await connection.run([record]);
    return;
  }
  await connection.begin({ foreignKeysOff: statement.foreignKeysOff });
  try {
    await connection.run([statement, record]);
    await connection.commit();
  } catch (error) {
    await connection.rollback();
    if (!refusesTransaction(error)) throw error;
    await runAlone(connection, { ...statement, transactional: false }, record);
  }
}

/** SQLSTATE 25001 (active_sql_transaction); SQLite says so in words (VACUUM, some pragmas). */
function refusesTransaction(error: unknown): boolean {
  if (!(error instanceof MigError)) return false;
  return (
    error.details["engineCode"] === "25001" ||
    /within a transaction|inside a transaction/u.test(error.message)
  );
}

function whatFailed(error: unknown): Pick<JournalEntry, "errorMessage" | "statement" | "statementIndex"> {
  const details = error instanceof MigError ? error.details : {};
  return {
    errorMessage: error instanceof Error ? error.message : String(error),
    statement: typeof details["sql"] === "string" ? details["sql"] : null,
    statementIndex: typeof details["index"] === "number" ? details["index"] : null,
  };
}
