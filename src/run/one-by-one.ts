import { stepFailed } from "../core/errors/run.ts";
import type { Step } from "../core/graph/plan.ts";
import { attempted } from "../core/thrown.ts";
import { isInterruption, stopIfAsked } from "../data/session.ts";
import type { Statement } from "../dialects/dialect.ts";
import type { Environment } from "../project/environment.ts";
import type { AppliedStep, Report } from "../settings/events.ts";
import type { JournalEntry } from "../records/journal.ts";
import { readyToWatch } from "./side-effects.ts";
import { runStep } from "./step.ts";
import { isRefusal, newEntry, recordFailure, type StepContext } from "./step-entry.ts";

/** Told of every step that is there to stay. */
export type Applied = (step: AppliedStep) => Promise<void> | void;

/** A step and its place among all that are run. */
export interface PlacedStep {
  readonly step: Step;
  readonly index: number;
  readonly count: number;
}

/** Run steps one after the other, each in a transaction of its own unless its revision says otherwise. */
export async function runOneByOne(
  environment: Environment,
  context: StepContext,
  steps: readonly PlacedStep[],
  applied: Applied,
): Promise<void> {
  const { connection, journal, report } = context;
  /** What the journal says has begun, and has not. */
  let waiting: JournalEntry | null = null;
  const announce = (next: PlacedStep | undefined): readonly Statement[] => {
    waiting = next === undefined ? null : newEntry(context, next.step);
    return waiting === null ? [] : [journal.insert(waiting)];
  };
  const run = async (): Promise<void> => {
    await connection.run(announce(steps[0]));
    for (const [at, placed] of steps.entries()) {
      const { step } = placed;
      stopIfAsked(context.signal, beforeStep(step), true);
      reportStart(report, placed);
      const entry: JournalEntry = waiting ?? newEntry(context, step);
      waiting = null;
      let result: AppliedStep;
      try {
        const code = await environment.load(step.revision.path);
        result = await runStep(context, step, code, { entry, next: () => announce(steps[at + 1]) });
      } catch (error) {
        // A step that had begun has recorded this itself.
        if (!hasEnded(error)) await recordFailure(context, error, entry);
        reportFailure(report, placed);
        throw error;
      }
      reportEnd(report, placed, result);
      // That the application's hook fails does not undo the step.
      await applied(result);
    }
  };
  try {
    // Where a body can be given up and begun again it matters what it has done elsewhere.
    await readyToWatch(run);
  } catch (error) {
    if (waiting !== null) await attempted(connection.run([journal.withdraw(waiting)]));
    throw error;
  }
}

/** Where a run is that is asked to stop before a step. */
export function beforeStep({ direction, revision }: Step): string {
  return `before the ${direction} of ${revision.id}`;
}

/** Tell that a step begins. */
export function reportStart(report: Report, { step, index, count }: PlacedStep): void {
  const { revision, direction, from, to } = step;
  const { id, message } = revision;
  report({ kind: "step-started", revision: id, direction, message, from, to, index, count });
}

/** Tell that a step has ended well. */
export function reportEnd(report: Report, { index, count }: PlacedStep, result: AppliedStep): void {
  report({ kind: "step-finished", ...result, index, count });
}

/** Tell that a step has failed. */
export function reportFailure(report: Report, { step }: PlacedStep): void {
  const { direction, revision } = step;
  report({ kind: "step-failed", revision: revision.id, direction, message: revision.message });
}

function hasEnded(error: unknown): boolean {
  return stepFailed.is(error) || isInterruption(error) || isRefusal(error);
}
