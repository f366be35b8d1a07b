import { MigError } from "../core/errors.ts";
import { connectionLost, databaseBusy, lockLost } from "../core/errors/database.ts";
import { stepFailed } from "../core/errors/run.ts";
import { addsLabel, isPlainStructure } from "../core/operations/plain-structure.ts";
import { attempted, ifPossible } from "../core/thrown.ts";
import { isInterruption, stopIfAsked } from "../data/session.ts";
import type { Environment } from "../project/environment.ts";
import type { AppliedStep, Event, Report } from "../settings/events.ts";
import {
  beforeStep,
  reportEnd,
  reportFailure,
  reportStart,
  runOneByOne,
  type Applied,
  type PlacedStep,
} from "./one-by-one.ts";
import { createFold, type Fold } from "./fold.ts";
import { readyToWatch } from "./side-effects.ts";
import { mustBeAlone, runStep } from "./step.ts";
import { isRefusal, newEntry, recordFailure, type StepContext } from "./step-entry.ts";
import { BeginAgain } from "./transport.ts";

/**
 * How steps share transactions. `run`: all that can, as was asked for; a failure takes all of them back. `fresh`: on a
 * database without tables, where the structure can be made again at any time; a step that has touched rows, or anything
 * other than the database, is the last of its transaction, and a failure leaves what came before it. `create`: all, with the
 * structure made at once; a step that changes something other than the database comes after a commit.
 */
export type Sharing = "run" | "fresh" | "create";

/**
 * Run steps in as few transactions as can be. What says `transaction = false` stands by itself; a label of an enumerated
 * type can be used after a commit alone; and what cannot share a transaction is done by itself, after these.
 */
export async function runTogether(
  environment: Environment,
  given: StepContext,
  steps: readonly PlacedStep[],
  { sharing, applied }: { readonly sharing: Sharing; readonly applied: Applied },
): Promise<void> {
  const context = { ...given, report: onlyOnce(given.report) };
  const shared: Shared = { environment, context, sharing, alone: new Set(), folds: sharing === "create" };
  const run = (): Promise<void> => runAll(shared, steps, applied);
  await (watches(shared) ? readyToWatch(run) : run());
}

async function runAll(shared: Shared, steps: readonly PlacedStep[], applied: Applied): Promise<void> {
  const { environment, context } = shared;
  for (let at = 0; at < steps.length;) {
    const rest = steps.slice(at);
    if (await standsAlone(shared, rest[0])) {
      await runOneByOne(environment, context, rest.slice(0, 1), applied);
      at += 1;
      continue;
    }
    if (rest[0] !== undefined) stopIfAsked(context.signal, beforeStep(rest[0].step), true);
    const done = await attempt(shared, rest);
    at += done.length;
    for (const step of done) await applied(step);
  }
}

interface Shared {
  readonly environment: Environment;
  readonly context: StepContext;
  readonly sharing: Sharing;
  /** The steps that were found to need a transaction of their own. */
  readonly alone: Set<PlacedStep["step"]>;
  /** Whether the structure may be put together: as long as nothing is there, and it has not failed. */
  folds: boolean;
}

/** Whether it matters that a body changes something other than the database. */
function watches({ sharing }: Shared): boolean {
  return sharing !== "run";
}

async function standsAlone({ environment, alone }: Shared, placed: PlacedStep | undefined): Promise<boolean> {
  if (placed === undefined || alone.has(placed.step)) return true;
  // What cannot be loaded fails when it is its turn.
  const code = await ifPossible(environment.load(placed.step.revision.path));
  return code?.transaction !== true;
}

/** One transaction of as many of these steps as go into it; none when one was found that must be alone. */
async function attempt(shared: Shared, steps: readonly PlacedStep[]): Promise<readonly AppliedStep[]> {
  const { context, sharing, alone } = shared;
  const { connection, journal, guard, signal, report } = context;
  const [first] = steps;
  if (first === undefined) return [];
  // What is recorded inside goes with the rest when the run is interrupted, so that one line stands outside of it.
  const outside = newEntry(context, first.step);
  await connection.run([journal.insert(outside)]);
  const takeBack = guard.mark();
  const fold = shared.folds ? createFold(context.dialect, connection) : null;
  const done: AppliedStep[] = [];
  let current = first;
  try {
    // What the steps of the transaction before have left in the session; none of its own has begun yet.
    await connection.restore();
    await connection.begin();
    await connection.run([journal.withdraw(outside)]);
    for (const placed of steps) {
      if (placed !== first && (await standsAlone(shared, placed))) break;
      // What is done is as good here as anywhere.
      if (sharing === "fresh" && done.length > 0 && signal?.aborted === true) break;
      current = placed;
      stopIfAsked(signal, beforeStep(placed.step), false);
      const { result, last } = await runInside(shared, placed, { fold, isFirst: placed === first });
      done.push(result);
      if (last) break;
    }
    await fold?.make();
    await connection.commit();
    shared.folds = false;
    return done;
  } catch (error) {
    await connection.rollback();
    takeBack();
    const goesAlone = mustBeAlone(error) || (sharing === "fresh" && mayDoAlone(error));
    // Names that the engine has given may differ where a table was not made step by step.
    const goesUnfolded = !goesAlone && fold !== null && mayDoAlone(error);
    if (goesAlone || goesUnfolded) {
      if (goesAlone) alone.add(current.step);
      else shared.folds = false;
      await connection.run([journal.withdraw(outside)]);
      return [];
    }
    const { direction, revision } = current.step;
    const failed = newEntry(context, current.step);
    await attempted(connection.run([journal.withdraw(outside), journal.insert(failed)]));
    await recordFailure(context, error, failed);
    reportFailure(report, current);
    if (isInterruption(error) || isRefusal(error)) throw error;
    throw stepFailed(revision.id, direction, revision.path, error, { rolledBack: true, applied: [] });
  }
}

/** A step within the transaction of all, and whether that must be committed after it. */
async function runInside(
  shared: Shared,
  placed: PlacedStep,
  { fold, isFirst }: { readonly fold: Fold | null; readonly isFirst: boolean },
): Promise<{ readonly result: AppliedStep; readonly last: boolean }> {
  const { environment, context, sharing } = shared;
  const { lexical } = context.dialect;
  const { step } = placed;
  let last = false;
  let isEarly = false;
  const onSideEffect = (): void => {
    last = true;
    if (sharing === "fresh" || isFirst) return;
    isEarly = true;
    // Before it happens: rows that are not committed yet may come from what it takes away.
    throw new BeginAgain({ foreignKeysOff: false, recreatesEnums: false });
  };
  const inside: StepContext = {
    ...context,
    insideRun: true,
    called(revision, operation) {
      const ends =
        sharing === "fresh"
          ? operation === null || !isPlainStructure(operation, lexical)
          : operation !== null && addsLabel(operation, lexical);
      if (ends) last = true;
      context.called(revision, operation);
    },
    fold,
    onSideEffect: watches(shared) ? onSideEffect : null,
  };
  reportStart(context.report, placed);
  const code = await environment.load(step.revision.path);
  const result = await runStep(inside, step, code, { entry: newEntry(context, step), next: () => [] });
  // A body may have caught it.
  if (isEarly) onSideEffect();
  reportEnd(context.report, placed, result);
  return { result, last };
}

/** Whether a step that failed in a shared transaction may succeed by itself: not when it was stopped, or cannot be reached. */
function mayDoAlone(error: unknown): boolean {
  const hopeless: readonly string[] = [connectionLost.code, lockLost.code, databaseBusy.code];
  return (
    !isInterruption(error) &&
    !isRefusal(error) &&
    !(error instanceof MigError && hopeless.includes(error.code))
  );
}

/** Steps that are run a second time say nothing that they have said before. */
function onlyOnce(report: Report): Report {
  const told = new Set<string>();
  return (event) => {
    const what = sayingOf(event);
    if (what !== null && told.has(what)) return;
    if (what !== null) told.add(what);
    report(event);
  };
}

function sayingOf(event: Event): string | null {
  if (event.kind === "notice") return `notice ${event.text}`;
  return event.kind === "step-started" || event.kind === "step-finished"
    ? `${event.kind} ${event.index}`
    : null;
}
