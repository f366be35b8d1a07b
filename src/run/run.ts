import { failedUnmanaged } from "../core/errors/adopt.ts";
import { needsOwnTransactions, stepFailed } from "../core/errors/run.ts";
import type { HeadChange } from "../core/graph/heads.ts";
import type { Plan, Step } from "../core/graph/plan.ts";
import { required } from "../core/graph/traverse.ts";
import { backUp, type KeptBackup } from "../backup/backup.ts";
import { confirmBreaking, type Confirmed } from "./confirm.ts";
import { isInterruption, stopIfAsked } from "../data/session.ts";
import type { Database, Environment } from "../project/environment.ts";
import type { AppliedStep } from "../settings/events.ts";
import type { Statement } from "../dialects/dialect.ts";
import { MigError } from "../core/errors.ts";
import type { JournalEntry } from "../records/journal.ts";
import { mindChangedHistory } from "./changed-history.ts";
import { handleInterrupted } from "./interrupted.ts";
import { inItsOwn } from "./own-transaction.ts";
import { requireBodies } from "./require-bodies.ts";
import { createLossGuard, noGuard } from "./loss-guard.ts";
import { runStep } from "./step.ts";
import { isRefusal, newEntry, recordFailure, type StepContext } from "./step-entry.ts";

/** What a run did, or would do. */
export interface RunResult {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly steps: readonly AppliedStep[];
  /** Something worth saying about a plan without steps. */
  readonly note: string | null;
}

/** How a plan is run. */
export interface RunOptions {
  /** Done under the same lock, before the heads are read. */
  readonly first?: () => Promise<void>;
  /** Steps that were interrupted start over, whatever of them is done. */
  readonly restart?: boolean;
  /** What the journal keeps of every step besides. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** The revisions whose text comes from the journal, which their lines say. */
  readonly fromJournal?: ReadonlySet<string>;
  /** What the bodies are told that they run for. */
  readonly mode?: "live" | "replay";
}

/**
 * Take the runner's lock, make the plan for the heads as they are then, and run it. A second runner waits
 * here, and finds nothing left to do.
 */
export async function runPlan(
  environment: Environment,
  database: Database,
  planFor: (heads: readonly string[]) => Plan,
  { first, restart = false, details = {}, fromJournal = new Set(), mode = "live" }: RunOptions = {},
): Promise<RunResult> {
  return locked(environment, database, async () => {
    await first?.();
    const heads = await database.versionTable.read(database.connection);
    await mindChangedHistory(environment, database, heads);
    const plan = planFor(heads);
    await requireBodies(environment, plan.steps);
    const goOn = await handleInterrupted(environment, database, plan, restart);
    const confirmed = await confirmBreaking(environment, database, plan.steps, goOn);
    const dead = database.journal.closeDead(environment.now().toISOString());
    const known = await ensureTables(database, [dead]);
    const texts = mode === "live" && environment.settings.journalSource ? known : null;
    if (plan.restamp !== null) await setHeads(database, plan.restamp);
    const backup = await backUp(environment, database, plan.steps);
    const options = { backup, restart, details, fromJournal, mode, confirmed, texts };
    const ran = runSteps(environment, database, plan.steps, options);
    const steps = await ran.catch(async (error: unknown) => {
      // That the heads cannot be read any more must not hide why.
      const left = await database.versionTable.read(database.connection).catch(() => null);
      throw plan.from.length === 0 && left?.length === 0 ? failedUnmanaged(error) : error;
    });
    return { from: plan.from, to: plan.to, steps, note: plan.note };
  });
}

/** Do something while no other runner is at work on this database. */
export async function locked<T>(
  environment: Environment,
  { connection }: Database,
  work: () => Promise<T>,
): Promise<T> {
  const { lockTimeout, versionTable } = environment.settings;
  const lock = await connection.lock(versionTable, lockTimeout, (holder) =>
    environment.report({ kind: "waiting", holder }),
  );
  let done: T;
  try {
    done = await work();
  } catch (error) {
    // A session that was lost has lost its lock; that must not hide why.
    await lock.release().catch(() => undefined);
    throw error;
  }
  await lock.release();
  return done;
}

/**
 * Make the version table and the journal where they are missing; what is to be done to them then goes with it.
 * Returns the checksums of the texts that the journal keeps, null when it can keep none.
 */
export async function ensureTables(
  { connection, versionTable, journal }: Database,
  then: readonly Statement[] = [],
): Promise<ReadonlySet<string> | null> {
  const known = await journal.texts.known(connection);
  await inItsOwn(connection, () => connection.run([versionTable.create, journal.create, ...then]));
  if (known !== null) return known;
  await journal.requireOurs(connection);
  try {
    await inItsOwn(connection, () => connection.run([journal.texts.addColumn]));
    return new Set();
  } catch (error) {
    // Another may have been faster; and a role that may write the journal need not own it: it keeps no texts then.
    const since = await journal.texts.known(connection);
    if (since === null && !(error instanceof MigError && error.details["engineCode"] === "42501"))
      throw error;
    return since;
  }
}

/** Change the rows of the version table, in a transaction of its own. */
export async function setHeads({ connection, versionTable }: Database, change: HeadChange): Promise<void> {
  await inItsOwn(connection, () => versionTable.move(connection, change));
}

async function runSteps(
  environment: Environment,
  database: Database,
  steps: readonly Step[],
  options: {
    readonly backup: KeptBackup | null;
    readonly confirmed: Confirmed | null;
    readonly texts: ReadonlySet<string> | null;
  } & Required<Pick<RunOptions, "restart" | "details" | "fromJournal" | "mode">>,
): Promise<readonly AppliedStep[]> {
  if (steps.length === 0) return [];
  const { settings, now, runner, toolVersion, report, signal } = environment;
  const insideRun = settings.transaction === "run";
  const { backup, restart, details, fromJournal, mode, confirmed, texts } = options;
  const kept = backup === null ? details : { ...details, backup };
  const context: StepContext = {
    ...database,
    root: settings.root,
    now,
    runner,
    toolVersion,
    report,
    signal,
    details({ revision }) {
      const all = fromJournal.has(revision.id) ? { ...kept, fromJournal: true } : kept;
      return Object.keys(all).length === 0 ? null : JSON.stringify(all);
    },
    texts,
    requires: (revision) => required(environment.scripts().graph, [revision]),
    restart,
    elsewhere: anotherConnection(environment),
    insideRun,
    mode,
    guard: confirmed === null ? noGuard : createLossGuard(database, confirmed, settings.confirmAbove),
  };
  if (insideRun) return inOneTransaction(environment, context, steps);
  const done: AppliedStep[] = [];
  await oneByOne(environment, context, steps, async (step) => {
    done.push(step);
    await settings.onStep?.(step);
  });
  return done;
}

/** Another session of a server; a file that is busy is so for every connection. */
function anotherConnection({ settings, connected }: Environment): StepContext["elsewhere"] {
  if (settings.client !== undefined || settings.dialect === "sqlite") return null;
  return (line) => connected(({ connection }) => connection.run([line]));
}

async function oneByOne(
  environment: Environment,
  context: StepContext,
  steps: readonly Step[],
  applied: (step: AppliedStep) => Promise<void> | void,
): Promise<void> {
  const { report } = environment;
  const { connection, journal } = context;
  /** What the journal says has begun, and has not. */
  let waiting: JournalEntry | null = null;
  const announce = (step: Step | undefined): readonly Statement[] => {
    waiting = step === undefined ? null : newEntry(context, step);
    return waiting === null || context.insideRun ? [] : [journal.insert(waiting)];
  };
  try {
    await connection.run(announce(steps[0]));
    for (const [index, step] of steps.entries()) {
      const { revision, direction } = step;
      const place = { index, count: steps.length };
      stopIfAsked(context.signal, `before the ${direction} of ${revision.id}`, !context.insideRun);
      report({
        kind: "step-started",
        revision: revision.id,
        direction,
        message: revision.message,
        from: step.from,
        to: step.to,
        ...place,
      });
      const entry: JournalEntry = waiting ?? newEntry(context, step);
      waiting = null;
      let result: AppliedStep;
      try {
        const code = await environment.load(revision.path);
        result = await runStep(context, step, code, { entry, next: () => announce(steps[index + 1]) });
      } catch (error) {
        // A step that had begun has recorded this itself.
        if (!context.insideRun && !hasEnded(error)) await recordFailure(context, error, entry);
        report({ kind: "step-failed", revision: revision.id, direction, message: revision.message });
        throw error;
      }
      report({ kind: "step-finished", ...result, ...place });
      // That the application's hook fails does not undo the step.
      await applied(result);
    }
  } catch (error) {
    if (waiting !== null && !context.insideRun)
      await connection.run([journal.withdraw(waiting)]).catch(() => undefined);
    throw error;
  }
}

function hasEnded(error: unknown): boolean {
  return (error instanceof MigError && error.code === stepFailed.code) || isInterruption(error);
}

/** All or nothing, as Alembic does it on PostgreSQL: the first failure takes every step back. */
async function inOneTransaction(
  environment: Environment,
  context: StepContext,
  steps: readonly Step[],
): Promise<readonly AppliedStep[]> {
  const { connection, journal } = context;
  const done: AppliedStep[] = [];
  for (const { revision } of steps) {
    // What cannot be loaded fails when it is its turn.
    const code = await environment.load(revision.path).catch(() => null);
    if (code?.transaction === false) throw needsOwnTransactions(revision.id, revision.path);
  }
  const [first] = steps;
  if (first === undefined) return done;
  // What is recorded inside goes with the rest when the run is interrupted, so that one line stands outside of it.
  const attempt = newEntry(context, first);
  await connection.run([journal.insert(attempt)]);
  await connection.begin({ foreignKeysOff: true });
  try {
    await connection.run([journal.withdraw(attempt)]);
    await oneByOne(environment, context, steps, (step) => void done.push(step));
    await connection.commit();
  } catch (error) {
    await connection.rollback();
    const step = steps[done.length];
    if (step === undefined) throw error;
    const failed = newEntry(context, step);
    await connection.run([journal.withdraw(attempt), journal.insert(failed)]).catch(() => undefined);
    await recordFailure(context, error, failed);
    if (isInterruption(error) || isRefusal(error)) throw error;
    throw stepFailed(step.revision.id, step.direction, step.revision.path, error, {
      rolledBack: true,
      applied: [],
    });
  }
  for (const step of done) await environment.settings.onStep?.(step);
  return done;
}
