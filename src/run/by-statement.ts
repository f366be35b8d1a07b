import { rebuildInBatch } from "../core/errors/data.ts";
import { stepFailed } from "../core/errors/run.ts";
import type { Step } from "../core/graph/plan.ts";
import { attempted, unheard } from "../core/thrown.ts";
import { setsSession } from "../core/sql/effects.ts";
import { statement, type Statement } from "../dialects/dialect.ts";
import { saidInSql } from "../dialects/sql.ts";
import { readCursors, withCursors } from "../data/cursors.ts";
import { separateParts, type Keeper } from "../data/data-calls.ts";
import { isInterruption } from "../data/session.ts";
import type { JournalEntry } from "../records/journal.ts";
import { createAsked, type Asked } from "./asked.ts";
import { beginAttempt } from "./begin-attempt.ts";
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
import { runOutside, refusesTransaction } from "./outside.ts";
import type { Progress } from "./progress.ts";
import { resumeAfter, withDone, withRefusal, type Done, type Resume } from "./resume.ts";
import { runBody } from "./body.ts";
import { watchedTransport, type StepTransport } from "./transport.ts";
import type { Sender } from "./unseen.ts";

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
  const asked = createAsked(context, progress, resume);
  try {
    const watched = watchedTransport(context, step, revision, (sender) =>
      transportOf(context, sender, asked, progress, resume),
    );
    await runBody(context, step, revision, watched);
    await asked.settle();
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
    await attempted(asked.settle());
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

function transportOf(
  context: StepContext,
  sender: Sender,
  asked: Asked,
  progress: Progress,
  resume: Resume,
): StepTransport {
  const { connection, report } = context;
  const after = (done: Done, statements: number): JournalEntry => ({
    ...progress.entry,
    statementIndex: (progress.entry.statementIndex ?? 0) + statements,
    details: withDone(progress.entry.details, done),
  });
  const keeper: Keeper = {
    before: readCursors(progress.entry.details),
    async keep(work) {
      await asked.settle();
      let next = progress.entry;
      await inItsOwn(connection, async () => {
        const cursors = await work((statements) => runInBatch(sender, statements));
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
  /** What was set for the session that is gone, and holds for what comes now. */
  let settings: Statement[] = [];
  const set = async (): Promise<void> => {
    const due = settings;
    settings = [];
    await connection.run(due);
  };
  return {
    asked: {
      ...asked,
      async ask(question) {
        await set();
        return asked.ask(question);
      },
      async later(drizzles, send, unguarded) {
        await set();
        return asked.later(drizzles, send, unguarded);
      },
      now(drizzles, send, session) {
        // A driver that answers at once has done it before this returns.
        void unheard(set());
        return asked.now(drizzles, send, session);
      },
    },
    // Each statement stands for itself, so a transaction of its own is not our concern.
    check: () => undefined,
    recreatesEnums: false,
    stays: true,
    dataCalls: separateParts(keeper),
    begin: () => Promise.resolve(),
    unguarded: (work) => inItsOwn(connection, work, true),
    skips(operation) {
      const skips = resume.skipsOperation(operation);
      if (skips && operation.kind === "execute" && setsSession(operation.args[0], context.dialect.lexical))
        settings.push(statement(saidInSql(operation.args[0])));
      return skips;
    },
    async run(statements, operations) {
      await set();
      await asked.settle();
      const overStructure = operations.some((each) => context.dialect.readsSchema(each));
      const units = unitsOf(statements, overStructure);
      let finished = false;
      for (const [index, unit] of units.entries()) {
        const left = unit.filter((each) => !resume.skipsStatement(each));
        if (left.length === 0) continue;
        finished = index === units.length - 1;
        const done = finished ? resume.afterOperations(operations) : resume.afterStatement();
        const next = after(done, left.length);
        await runUnit(context, sender, progress, left, next);
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
  for (const [index, each] of statements.entries()) {
    const together = each.foreignKeysOff && statements[index - 1]?.foreignKeysOff === true;
    if (together) units.at(-1)?.push(each);
    else units.push([each]);
  }
  return units;
}

async function runUnit(
  context: StepContext,
  sender: Sender,
  progress: Progress,
  unit: readonly Statement[],
  next: JournalEntry,
): Promise<void> {
  const [only, second] = unit;
  if (only !== undefined && second === undefined) return runAlone(context, sender, progress, only, next);
  const { connection } = context;
  const foreignKeysOff = unit.some((each) => each.foreignKeysOff);
  return inItsOwn(connection, () => sender.run([...unit, progress.line(next)]), foreignKeysOff);
}

async function runInBatch(sender: Sender, statements: readonly Statement[]): Promise<void> {
  if (statements.some((each) => each.foreignKeysOff)) throw rebuildInBatch();
  await sender.run(statements);
}

/** With its line in the journal in one transaction where the engine allows it, so that neither is without the other. */
async function runAlone(
  context: StepContext,
  sender: Sender,
  progress: Progress,
  given: Statement,
  next: JournalEntry,
): Promise<void> {
  const { connection } = context;
  const { sql, params, foreignKeysOff, transactional } = given;
  const outside = (): Promise<void> => {
    const send = (): Promise<void> => connection.run([statement(sql, { params, transactional: false })]);
    return runOutside(context, progress, { sql, send, next });
  };
  if (!transactional) return outside();
  try {
    await inItsOwn(connection, () => sender.run([given, progress.line(next)]), foreignKeysOff);
  } catch (error) {
    if (!refusesTransaction(error)) throw error;
    await outside();
  }
}
