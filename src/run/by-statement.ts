import { rebuildInBatch } from "../core/errors/data.ts";
import { stepFailed } from "../core/errors/run.ts";
import type { Step } from "../core/graph/plan.ts";
import { attempted } from "../core/thrown.ts";
import type { Connection, Statement } from "../dialects/dialect.ts";
import { readCursors, withCursors } from "../data/cursors.ts";
import { separateParts, type Keeper } from "../data/data-calls.ts";
import { isInterruption } from "../data/session.ts";
import type { JournalEntry } from "../records/journal.ts";
import { inItsOwn } from "./own-transaction.ts";
import type { LoadedRevision } from "../revisions/load.ts";
import {
  ended,
  isRefusal,
  keepText,
  recordEnd,
  whatFailed,
  type BegunStep,
  type StepContext,
} from "./step-entry.ts";
import { runOutside, refusesTransaction, resolveBegun } from "./outside.ts";
import type { Progress } from "./progress.ts";
import { readDone, resumeAfter, withDone, type Done, type Resume, withRefusal } from "./resume.ts";
import { runBody, type StepTransport } from "./transport.ts";

/**
 * `transaction = false`: every statement, and every batch of rows, stands for itself. The journal knows how
 * many statements are done and how far the batches have come, so that the next attempt goes on from there.
 */
export async function runByStatement(
  context: StepContext,
  step: Step,
  revision: LoadedRevision,
  { entry, next }: BegunStep,
): Promise<void> {
  const { connection, versionTable } = context;
  await connection.restore();
  const progress = await beginAttempt(context, step, entry);
  const resume = resumeAfter(step.revision.id, progress.done);
  try {
    await runBody(context, step, revision, transportOf(context, progress, resume));
    resume.end();
    await connection.restore();
    await inItsOwn(connection, async () => {
      await versionTable.move(connection, step.rows);
      await connection.run([
        progress.line(ended(context, progress.entry, { status: "applied" })),
        ...keepText(context, step, revision),
        ...next(),
      ]);
    });
  } catch (error) {
    // The entry stays as it is: running, with its cursors.
    if (isInterruption(error)) throw error;
    await attempted(connection.restore());
    const failed = ended(context, progress.entry, { status: "errored", ...whatFailed(error) });
    if (isRefusal(error)) {
      const { statementIndex } = progress.entry;
      const refused = { ...failed, details: withRefusal(failed.details), statementIndex };
      await recordEnd(context, progress.line(refused));
      throw error;
    }
    await recordEnd(context, progress.failed(failed));
    throw stepFailed(step.revision.id, step.direction, step.revision.path, error, {
      rolledBack: false,
      applied: [],
    });
  }
}

/** Begin where the attempt before has ended: after its statements, if they are still the same, and at its cursors. */
async function beginAttempt(context: StepContext, step: Step, fresh: JournalEntry): Promise<Progress> {
  const { connection, journal, report } = context;
  const last = await journal.lastThatDid(connection, fresh.revision, fresh.direction);
  const before = last === null || last.entry.status === "applied" ? null : last;
  const why = before === null ? null : await whyAnew(context, step, before.id);
  if (why !== null) {
    const text = `The ${step.direction} of ${step.revision.id} was interrupted earlier and starts over: ${why}.`;
    report({ kind: "notice", level: "warning", text });
  }
  const kept = why === null && before !== null ? await resolveBegun(context, step, before.entry) : null;
  const done = readDone(kept?.details ?? null);
  let entry: JournalEntry = {
    ...fresh,
    statementIndex: kept?.statementIndex ?? 0,
    details: withDone(merged(kept?.details ?? null, fresh.details), done),
  };
  const id = await journal.start(connection, entry);
  const line = (next: JournalEntry): Statement => journal.update(id, next);
  return {
    get entry() {
      return entry;
    },
    done,
    line,
    failed: (end) => journal.fail(id, end),
    reached: (next) => void (entry = next),
    record: (next) => connection.run([line(next)]),
  };
}

/**
 * Why what an attempt has done is no more, or null: what it did it to was put back from a backup, or
 * undone and made again, as far as a table that it filled.
 */
async function whyAnew(
  { connection, journal, requires, restart }: StepContext,
  { revision, direction }: Step,
  attempt: string,
): Promise<string | null> {
  if (restart) return "--restart was given";
  const since = await journal.since(connection, attempt);
  if (since.some((each) => each.direction === "restore" && each.status === "applied"))
    return "a backup was put back since";
  const below = requires(revision.id);
  const undone = since.find((each) => each.direction === "downgrade" && below.has(each.revision));
  return direction === "upgrade" && undone !== undefined ? `${undone.revision} was downgraded since` : null;
}

/** What an attempt before has kept, and what this one adds. */
function merged(before: string | null, fresh: string | null): string | null {
  if (before === null || fresh === null) return before ?? fresh;
  return JSON.stringify({ ...(JSON.parse(before) as object), ...(JSON.parse(fresh) as object) });
}

function transportOf(context: StepContext, progress: Progress, resume: Resume): StepTransport {
  const { connection, report } = context;
  const after = (done: Done, statements: number): JournalEntry => ({
    ...progress.entry,
    statementIndex: (progress.entry.statementIndex ?? 0) + statements,
    details: withDone(progress.entry.details, done),
  });
  const keeper: Keeper = {
    before: readCursors(progress.entry.details),
    async keep(work) {
      let next = progress.entry;
      await inItsOwn(connection, async () => {
        const cursors = await work((statements) => runInBatch(connection, statements));
        next = { ...next, details: withCursors(next.details, cursors) };
        await progress.record(next);
      });
      progress.reached(next);
    },
    changed(kind, done) {
      const text = `The arguments of op.${kind} have changed since the last attempt, which had done ${done} rows: it starts over.`;
      report({ kind: "notice", level: "warning", text });
    },
  };
  return {
    // Each statement stands for itself, so a transaction of its own is its own affair.
    check: () => undefined,
    recreatesEnums: false,
    stays: true,
    dataCalls: separateParts(keeper),
    begin: () => Promise.resolve(),
    unguarded: (work) => inItsOwn(connection, work, true),
    skips: (operation) => resume.skipsOperation(operation),
    async run(statements, operations) {
      const overStructure = operations.some((each) => context.dialect.readsSchema(each));
      const units = unitsOf(statements, overStructure);
      let finished = false;
      for (const [index, unit] of units.entries()) {
        const left = unit.filter((each) => !resume.skipsStatement(each));
        if (left.length === 0) continue;
        finished = index === units.length - 1;
        const done = finished ? resume.afterOperations(operations) : resume.afterStatement();
        const next = after(done, left.length);
        await runUnit(context, progress, left, next);
        progress.reached(next);
      }
      if (!finished) resume.afterOperations(operations);
    },
  };
}

/**
 * What is done together: a statement, all of a rebuild, whose parts are nothing by themselves, and all that was
 * compiled over the structure, since the rest of it would be compiled in another way over what is done.
 */
function unitsOf(
  statements: readonly Statement[],
  overStructure: boolean,
): readonly (readonly Statement[])[] {
  if (overStructure && statements.every(({ transactional }) => transactional)) return [statements];
  const units: Statement[][] = [];
  for (const [index, statement] of statements.entries()) {
    const together = statement.foreignKeysOff && statements[index - 1]?.foreignKeysOff === true;
    if (together) units.at(-1)?.push(statement);
    else units.push([statement]);
  }
  return units;
}

async function runUnit(
  context: StepContext,
  progress: Progress,
  unit: readonly Statement[],
  next: JournalEntry,
): Promise<void> {
  const [only, second] = unit;
  if (only !== undefined && second === undefined) return runAlone(context, progress, only, next);
  const { connection } = context;
  const foreignKeysOff = unit.some((each) => each.foreignKeysOff);
  return inItsOwn(connection, () => connection.run([...unit, progress.line(next)]), foreignKeysOff);
}

async function runInBatch(connection: Connection, statements: readonly Statement[]): Promise<void> {
  if (statements.some((each) => each.foreignKeysOff)) throw rebuildInBatch();
  await connection.run(statements);
}

/** With its line in the journal in one transaction where the engine allows it, so that neither is without the other. */
async function runAlone(
  context: StepContext,
  progress: Progress,
  statement: Statement,
  next: JournalEntry,
): Promise<void> {
  const { connection } = context;
  if (!statement.transactional) return runOutside(context, progress, statement, next);
  const { foreignKeysOff } = statement;
  try {
    await inItsOwn(connection, () => connection.run([statement, progress.line(next)]), foreignKeysOff);
  } catch (error) {
    if (!refusesTransaction(error)) throw error;
    await runOutside(context, progress, statement, next);
  }
}
