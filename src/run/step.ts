import { MigError } from "../core/errors.ts";
import { stepFailed, transactionControl as transactionRefused } from "../core/errors/run.ts";
import type { Step } from "../core/graph/plan.ts";
import { transactionControl } from "../core/sql/effects.ts";
import { statementsOf } from "../core/sql/statements.ts";
import { unheard } from "../core/thrown.ts";
import { dataCallsOf, type Run } from "../data/data-calls.ts";
import { isInterruption } from "../data/session.ts";
import type { AppliedStep } from "../settings/events.ts";
import type { LoadedRevision } from "../revisions/load.ts";
import { runByStatement } from "./by-statement.ts";
import { ended, isRefusal, keepText, recordFailure, type BegunStep, type StepContext } from "./step-entry.ts";
import { giveWay, isGivenUp } from "./give-way.ts";
import { runBody } from "./body.ts";
import { BeginAgain, watchedTransport, type Attempt, type StepTransport } from "./transport.ts";
import type { Sender } from "./unseen.ts";

/**
 * Run one step: its body, the move of the heads and its line in the journal, in one transaction unless the
 * revision says otherwise. A failure is rolled back and then recorded, so that it is always in the journal.
 */
export async function runStep(
  context: StepContext,
  step: Step,
  revision: LoadedRevision,
  begun: BegunStep,
): Promise<AppliedStep> {
  const started = context.now();
  const known: BegunStep = { ...begun, entry: { ...begun.entry, checksum: revision.checksum } };
  if (revision.transaction) await inTransaction(context, step, revision, known);
  else await runByStatement(context, step, revision, known);
  return {
    revision: step.revision.id,
    direction: step.direction,
    message: step.revision.message,
    heads: step.headsAfter,
    durationMs: context.now().getTime() - started.getTime(),
  };
}

async function inTransaction(
  context: StepContext,
  step: Step,
  revision: LoadedRevision,
  { entry, next: announce }: BegunStep,
): Promise<void> {
  const { connection, journal, versionTable, insideRun, now } = context;
  let attempt: Attempt = { foreignKeysOff: false, recreatesEnums: false };
  const since = now();
  /** Whether a body has changed something other than the database, which nothing takes back. */
  let wasElsewhere = false;
  const noticing: StepContext = insideRun
    ? context
    : { ...context, onSideEffect: () => (wasElsewhere = true) };
  for (let attempts = 1; ; attempts += 1) {
    const takeBack = context.guard.mark();
    // What a step sets must hold neither for the next one nor for our own statements. Sent, and not waited for.
    if (!insideRun) void unheard(connection.restore());
    const watched = watchedTransport(context, step, revision, (sender) =>
      openTransaction(context, attempt, sender),
    );
    const { transport: transaction } = watched;
    try {
      await runBody(noticing, step, revision, watched);
      await transaction.begin({ foreignKeysOff: false });
      const moved = Promise.all([connection.restore(), versionTable.move(connection, step.rows)]);
      // Where more is to come before the commit, what is wrong with it is known early enough.
      if (!insideRun) await moved;
      // Sent together: the journal's line and the commit are one round trip.
      const applied = ended(context, entry, { status: "applied" });
      const recorded = connection.run([
        insideRun ? journal.insert(applied) : journal.finish(applied),
        ...keepText(context, step, revision),
        ...announce(),
      ]);
      await Promise.all(insideRun ? [moved, recorded] : [recorded, connection.commit()]);
      return;
    } catch (error) {
      if (insideRun) throw error;
      await transaction.rollback();
      const next = error instanceof BeginAgain ? error.attempt : withUsableLabels(error, attempt);
      if (next !== null) attempt = next;
      const isAnew =
        next !== null || (isGivenUp(error) && !wasElsewhere && (await giveWay(context, since, attempts)));
      if (isAnew) {
        takeBack();
        continue;
      }
      await recordFailure(context, error, entry);
      if (isInterruption(error) || isRefusal(error)) throw error;
      throw stepFailed(step.revision.id, step.direction, step.revision.path, error, {
        rolledBack: true,
        applied: [],
      });
    }
  }
}

/** Whether a step that failed in a shared transaction must begin again in another way, in a transaction of its own. */
export function mustBeAlone(error: unknown): boolean {
  return (
    error instanceof BeginAgain ||
    withUsableLabels(error, { foreignKeysOff: false, recreatesEnums: false }) !== null
  );
}

/** How to try again where PostgreSQL refused a label because it was added in the same transaction. */
export function withUsableLabels(error: unknown, attempt: Attempt): Attempt | null {
  if (attempt.recreatesEnums) return null;
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = cause instanceof MigError ? cause.details["engineCode"] : (cause as { code?: unknown }).code;
    // unsafe_new_enum_value_usage
    if (code === "55P04") return { ...attempt, recreatesEnums: true };
  }
  return null;
}

/** A transaction that opens with the first statement, when it is known what that needs. */
function openTransaction(
  context: StepContext,
  attempt: Attempt,
  sender: Sender,
): StepTransport & { rollback(): Promise<void> } {
  const { connection, insideRun } = context;
  let open: { readonly begun: Promise<void>; readonly foreignKeysOff: boolean } | null = insideRun
    ? { begun: Promise.resolve(), foreignKeysOff: false }
    : null;
  const begin = (options: { readonly foreignKeysOff: boolean }): Promise<void> => {
    if (open === null) {
      const foreignKeysOff = attempt.foreignKeysOff || options.foreignKeysOff;
      open = { begun: unheard(connection.begin({ foreignKeysOff })), foreignKeysOff };
    }
    return open.begun;
  };
  const mustBeOff = (): void => {
    if (open !== null && !open.foreignKeysOff) throw new BeginAgain({ ...attempt, foreignKeysOff: true });
  };
  const { lexical } = context.dialect;
  /** What came before it would be kept although the step may still fail. */
  const refuseControl = (sql: string): void => {
    const words = transactionControl(sql, lexical);
    if (words !== null) throw transactionRefused(words, sql);
  };
  const run: Run = async (statements) => {
    if (statements.length === 0) return;
    for (const { sql } of statements) refuseControl(sql);
    const needsOff = statements.some((each) => each.foreignKeysOff);
    if (needsOff) mustBeOff();
    // Not awaited: the driver sends both in order, and a failed begin fails the statements too.
    const begun = begin({ foreignKeysOff: needsOff });
    const ran = sender.run(statements);
    await Promise.all([begun, ran]);
  };
  return {
    begin,
    run,
    async unguarded(work) {
      mustBeOff();
      await begin({ foreignKeysOff: true });
      return work();
    },
    dataCalls: dataCallsOf(run, () => begin({ foreignKeysOff: false })),
    recreatesEnums: attempt.recreatesEnums,
    stays: false,
    asked: null,
    check: (script) => statementsOf(script, lexical).forEach(({ sql }) => refuseControl(sql)),
    async rollback() {
      if (open === null) return;
      await open.begun.then(
        () => connection.rollback(),
        () => undefined,
      );
    },
  };
}
