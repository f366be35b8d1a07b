import { resumeRefused } from "../core/errors/run.ts";
import type { Plan } from "../core/graph/plan.ts";
import { required } from "../core/graph/traverse.ts";
import { ifPossible } from "../core/thrown.ts";
import { readCursors } from "../data/cursors.ts";
import type { Database, Environment } from "../project/environment.ts";
import type { JournalEntry } from "../records/journal.ts";
import { readBegun, readDone, wasRefused } from "./resume.ts";

/**
 * See to steps without a transaction that were interrupted, before a plan is run: one that would now run in a
 * transaction would do again what is done, and is refused; of one that the plan passes by a warning is given,
 * since the database is not quite where its heads say. Returns the steps of the plan that go on as they began, by
 * their revision: what they lose was agreed to then. Throws resume-refused.
 */
export async function handleInterrupted(
  environment: Environment,
  { connection, journal }: Database,
  plan: Plan,
  restart: boolean,
): Promise<ReadonlySet<string>> {
  const goOn = new Set<string>();
  const entries = (await journal.interrupted(connection)).filter(hasDoneSomething);
  if (entries.length === 0) return goOn;
  const applied = required(environment.scripts().graph, plan.from);
  for (const entry of entries) {
    const { revision, direction } = entry;
    const step = plan.steps.find((each) => each.revision.id === revision);
    if (step?.direction === direction) {
      const code = await ifPossible(environment.load(step.revision.path));
      if (!restart && code?.checksum === entry.checksum && !wasRefused(entry.details)) goOn.add(revision);
      if (code?.transaction === true && !restart)
        throw resumeRefused({
          revision,
          what: "it was run without a transaction then, and would be run in one now",
        });
    } else if (direction === "downgrade" ? applied.has(revision) : plan.steps.some(isDown)) {
      const text = `The ${direction} of ${revision} was interrupted: a part of it is done. \`mig ${direction} ${direction === "upgrade" ? revision : "-1"}\` goes on with it.`;
      environment.report({ kind: "notice", level: "warning", text });
    }
  }
  return goOn;
}

function isDown({ direction }: Plan["steps"][number]): boolean {
  return direction === "downgrade";
}

function hasDoneSomething({ details }: JournalEntry): boolean {
  const { operations, statements } = readDone(details);
  if (readBegun(details) !== null) return true;
  return operations + statements > 0 || [...readCursors(details).values()].some(({ done }) => done > 0);
}
