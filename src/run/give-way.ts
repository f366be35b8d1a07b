import { setTimeout as sleep } from "node:timers/promises";
import { MigError } from "../core/errors.ts";
import { databaseBusy } from "../core/errors/database.ts";
import type { StepContext } from "./step-entry.ts";

/** How long the attempts at a transaction may take that others are in the way of, and the chance in the pauses between them. */
export interface Patience {
  readonly limitMs: number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/** serialization_failure, deadlock_detected: the whole transaction has to be run again. */
const givenUp: ReadonlySet<unknown> = new Set(["40001", "40P01"]);

/** Whether the server has given a transaction up because of what others were doing, and nobody has tried it often enough. */
export function isGivenUp(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (databaseBusy.is(cause)) return false;
    const code = cause instanceof MigError ? cause.details["engineCode"] : Reflect.get(cause, "code");
    if (givenUp.has(code)) return true;
  }
  return false;
}

/** Let others pass before a transaction is tried again for the n-th time; false where it has been tried for too long. */
export async function giveWay(
  { patience, now, report }: StepContext,
  since: Date,
  attempts: number,
): Promise<boolean> {
  const pause = Math.min(100 * 2 ** attempts, 5000) * (0.5 + patience.random());
  if (now().getTime() - since.getTime() + pause > patience.limitMs) return false;
  if (attempts === 1) {
    const text = "Others were at work on the same rows or tables, so that the step is run again.";
    report({ kind: "notice", level: "warning", text });
  }
  await sleep(pause);
  return true;
}
