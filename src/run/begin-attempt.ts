import type { Step } from "../core/graph/plan.ts";
import type { Statement } from "../dialects/dialect.ts";
import type { JournalEntry } from "../records/journal.ts";
import { resolveBegun } from "./outside.ts";
import type { Progress } from "./progress.ts";
import { readDone, withDone } from "./resume.ts";
import type { StepContext } from "./step-entry.ts";

/** Begin where the attempt before has ended: after its statements, if they are still the same, and at its cursors. */
export async function beginAttempt(context: StepContext, step: Step, fresh: JournalEntry): Promise<Progress> {
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
    kept: journal.one(id),
    asKept(rows) {
      const { statementIndex, details } = journal.oneOf(rows);
      return { ...entry, statementIndex, details };
    },
  };
}

/**
 * Why what an attempt has done is gone, or null: what it did it to was put back from a backup, or
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
