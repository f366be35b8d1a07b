import { stepFailed } from "../core/errors/run.ts";
import type { Direction } from "../core/graph/plan.ts";
import type { Operation } from "../core/operations/operations.ts";
import type { Database, Environment } from "../project/environment.ts";
import { codeOf, runSingleStep, stepWithoutRevision } from "../run/single-step.ts";
import { replayContext } from "../run/step-context.ts";

/** Operations that are run as a revision with them would be. */
export interface StepOfOperations {
  readonly direction: Direction;
  readonly operations: readonly Operation[];
  /** False: its statements are committed one by one. */
  readonly transaction: boolean;
}

/** Run operations on a scratch database by the runner itself; throws what a statement fails with. */
export async function runAsStep(
  environment: Environment,
  database: Database,
  { direction, operations, transaction }: StepOfOperations,
): Promise<void> {
  const context = replayContext(environment, database);
  const step = stepWithoutRevision("scratch", "a scratch database", direction, []);
  await runSingleStep(context, step, codeOf(operations, { transaction, breaking: false })).catch(
    (error: unknown) => {
      // Which step it was says nothing of one that has no name.
      throw stepFailed.is(error) ? error.cause : error;
    },
  );
}
