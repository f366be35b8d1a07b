import { sameData } from "../core/collections.ts";
import { failedUnmanaged } from "../core/errors/adopt.ts";
import type { HeadChange } from "../core/graph/heads.ts";
import type { Plan, Step } from "../core/graph/plan.ts";
import { isAtHeads } from "../core/graph/heads.ts";
import { backUp, type KeptBackup } from "../backup/backup.ts";
import { attempted, ifPossible } from "../core/thrown.ts";
import { confirmBreaking, type Confirmed } from "./confirm.ts";
import type { Database, Environment } from "../project/environment.ts";
import type { AppliedStep } from "../settings/events.ts";
import type { Statement } from "../dialects/dialect.ts";
import { MigError } from "../core/errors.ts";
import { mindChangedHistory } from "./changed-history.ts";
import { handleInterrupted } from "./interrupted.ts";
import { inItsOwn } from "./own-transaction.ts";
import { recordingRefusals, type RefusedWork } from "./refused.ts";
import { requireBodies } from "./require-bodies.ts";
import { dueRepeatables, runRepeatables } from "./repeatable.ts";
import { stepContext } from "./step-context.ts";
import { runOneByOne } from "./one-by-one.ts";
import type { StepContext } from "./step-entry.ts";
import { runTogether, type Sharing } from "./together.ts";

/** What a run did, or would do. */
export interface RunResult {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly steps: readonly AppliedStep[];
  /** The names of the repeatable scripts that were run. */
  readonly repeatables: readonly string[];
  /** Something worth saying about a plan without steps. */
  readonly note: string | null;
}

/** How a plan is run. */
export interface RunOptions {
  /** Done under the same lock, before the heads are read. */
  readonly first?: () => Promise<void>;
  /** Steps that were interrupted start over, whatever of them is done. */
  readonly restart?: boolean;
  /** What the journal keeps of every step in addition. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** The revisions whose text comes from the journal, which their lines say. */
  readonly fromJournal?: ReadonlySet<string>;
  /** What the bodies are told that they run for. */
  readonly mode?: "live" | "replay";
  /** The database is empty, and is made at once; see `Sharing`. */
  readonly create?: boolean;
  /** Told of what bodies ask for, see `StepContext`. */
  readonly called?: StepContext["called"];
  /** Whether repeatable scripts that are due run after the steps, where these lead to all heads. */
  readonly repeatables?: boolean;
}

/**
 * Take the runner's lock, make the plan for the heads as they are then, and run it. A second runner waits
 * here, and finds nothing left to do.
 */
export async function runPlan(
  environment: Environment,
  database: Database,
  makePlan: (heads: readonly string[]) => Plan,
  {
    first,
    restart = false,
    details = {},
    fromJournal = new Set(),
    mode = "live",
    create = false,
    called = () => undefined,
    repeatables: repeats = false,
  }: RunOptions = {},
): Promise<RunResult> {
  const planFor = rememberLast(makePlan);
  const reached = mode === "live" ? await reachedAlready(environment, database, planFor, repeats) : null;
  // What is reached, while another runner is at work on something else, need not be waited for.
  if (reached !== null && (await database.connection.holder(environment.settings.versionTable)) !== null)
    return reached;
  const run = locked(environment, database, async () => {
    await first?.();
    const heads = await database.versionTable.read(database.connection);
    const plan = planFor(heads);
    const stepOf = (about: string | null): RefusedWork | null => {
      const step = plan.steps.find(({ revision }) => revision.id === about) ?? plan.steps[0];
      return step === undefined || mode === "replay"
        ? null
        : { revision: step.revision.id, direction: step.direction };
    };
    const confirmed = await recordingRefusals(environment, database, stepOf, async () => {
      await mindChangedHistory(environment, database, heads);
      await requireBodies(environment, plan.steps);
      const goOn = await handleInterrupted(environment, database, plan, restart);
      return confirmBreaking(environment, database, plan.steps, goOn);
    });
    const dead = database.journal.closeDead(environment.now().toISOString());
    const known = await ensureTables(database, [dead]);
    const texts = mode === "live" && environment.settings.journalSource ? known : null;
    if (plan.restamp !== null) await setHeads(database, plan.restamp);
    const backup = await backUp(environment, database, plan.steps);
    const options = { backup, restart, details, fromJournal, mode, create, called, confirmed, texts };
    const ran = runSteps(environment, database, plan.steps, options);
    const steps = await ran.catch(async (error: unknown) => {
      // That the heads cannot be read any more must not hide why.
      const left = await ifPossible(database.versionTable.read(database.connection));
      throw plan.from.length === 0 && left?.length === 0 ? failedUnmanaged(error) : error;
    });
    const repeatables =
      repeats && isAtHeads(environment.scripts().graph, plan.to)
        ? await runRepeatables(environment, database, plan.to)
        : [];
    return { from: plan.from, to: plan.to, steps, repeatables, note: plan.note };
  });
  return run.catch((error: unknown) => {
    // Where there is nothing to do, who may only read is as good as any.
    if (reached !== null && !create && mayOnlyRead(error)) return reached;
    throw error;
  });
}

/** The same plan for the same heads: they are read before the lock is had, and again under it. */
function rememberLast(makePlan: (heads: readonly string[]) => Plan): (heads: readonly string[]) => Plan {
  let last: { readonly heads: readonly string[]; readonly plan: Plan } | null = null;
  return (heads) => {
    if (last === null || !sameData(last.heads, heads)) last = { heads, plan: makePlan(heads) };
    return last.plan;
  };
}

/** What a run comes to that finds nothing to do; null: there is work. */
async function reachedAlready(
  environment: Environment,
  database: Database,
  planFor: (heads: readonly string[]) => Plan,
  repeats: boolean,
): Promise<RunResult | null> {
  const { connection, versionTable } = database;
  const heads = await versionTable.read(connection);
  if (heads.length === 0) return null;
  const { from, to, steps, restamp, note } = planFor(heads);
  if (steps.length > 0 || restamp !== null) return null;
  if (repeats && (await dueRepeatables(environment, database)).length > 0) return null;
  return { from, to, steps: [], repeatables: [], note };
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
    await attempted(lock.release());
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
    if (since === null && !mayOnlyRead(error)) throw error;
    return since;
  }
}

/** insufficient_privilege and read_only_sql_transaction of PostgreSQL; a file of SQLite, or one next to it, that may not be written. */
function mayOnlyRead(error: unknown): boolean {
  if (!(error instanceof MigError)) return false;
  const { cause } = error;
  const code = error.details["engineCode"] ?? (cause instanceof Error && "code" in cause ? cause.code : null);
  return /^(?:42501|25006|SQLITE_READONLY|SQLITE_CANTOPEN)/u.test(String(code));
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
  } & Required<Pick<RunOptions, "restart" | "details" | "fromJournal" | "mode" | "create" | "called">>,
): Promise<readonly AppliedStep[]> {
  if (steps.length === 0) return [];
  const { settings } = environment;
  const sharing = options.create ? "create" : await sharingOf(environment, database, steps);
  const { backup, fromJournal, details, create: _, ...shared } = options;
  const kept = backup === null ? details : { ...details, backup };
  const context = stepContext(environment, database, {
    ...shared,
    details: ({ revision }) => (fromJournal.has(revision.id) ? { ...kept, fromJournal: true } : kept),
  });
  const done: AppliedStep[] = [];
  const placed = steps.map((step, index) => ({ step, index, count: steps.length }));
  const applied = async (step: AppliedStep): Promise<void> => {
    done.push(step);
    await settings.onStep?.(step);
  };
  if (sharing === null) await runOneByOne(environment, context, placed, applied);
  else await runTogether(environment, context, placed, { sharing, applied });
  return done;
}

/**
 * Whether steps share transactions. Where nothing says so they do on a database that has no tables, so that nothing can
 * be lost there; not when the application wants to hear of every step, since it hears of what is there to stay.
 */
async function sharingOf(
  { settings }: Environment,
  { dialect, connection, scope }: Database,
  steps: readonly Step[],
): Promise<Sharing | null> {
  if (settings.transaction !== null) return settings.transaction === "run" ? "run" : null;
  if (steps.length < 2 || steps[0]?.headsBefore.length !== 0 || settings.onStep !== null) return null;
  return (await dialect.introspect(connection, scope)).tables.length === 0 ? "fresh" : null;
}
