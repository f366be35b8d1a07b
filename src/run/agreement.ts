import type { Step } from "../core/graph/plan.ts";
import type { Loss } from "../core/operations/loss.ts";

/** What somebody has agreed to before a run, by step. */
export interface Agreement {
  /** Whatever the step loses. */
  toStep(step: Step): void;
  /** One loss of the step, by the names that the database has before the run. */
  toLoss(step: Step, loss: Loss): void;
  covers(step: Step, loss: Loss): boolean;
}

/** An agreement to nothing yet. */
export function agreeing(): Agreement {
  const all = new Set<string>();
  const losses = new Set<string>();
  const keyOf = ({ revision, direction }: Step): string => `${direction} ${revision.id}`;
  const lossKey = (step: Step, table: string, column: string | null): string =>
    JSON.stringify([keyOf(step), table, column]);
  return {
    toStep: (step) => void all.add(keyOf(step)),
    toLoss: (step, { table, column }) => void losses.add(lossKey(step, table, column)),
    covers: (step, { table, column }) =>
      all.has(keyOf(step)) ||
      losses.has(lossKey(step, table, null)) ||
      losses.has(lossKey(step, table, column)),
  };
}
