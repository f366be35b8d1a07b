import type { Direction, Step } from "../core/graph/plan.ts";
import type { Operation } from "../core/operations/operations.ts";
import type { LoadedRevision } from "../revisions/load.ts";
import { runStep } from "./step.ts";
import { newEntry, type StepContext } from "./step-entry.ts";

/** A step that is no revision of the graph, and leaves the heads where they are. */
export function stepWithoutRevision(
  name: string,
  path: string,
  direction: Direction,
  heads: readonly string[],
): Step {
  return {
    revision: {
      id: name,
      downRevisions: [],
      dependsOn: [],
      branchLabels: [],
      replaces: [],
      message: "",
      doc: "",
      createdAt: null,
      path,
      line: null,
    },
    direction,
    from: heads,
    to: heads,
    headsBefore: heads,
    headsAfter: heads,
    rows: { delete: [], update: null, insert: [] },
  };
}

/** Operations, as the code of a revision that does nothing else. */
export function codeOf(
  operations: readonly Operation[],
  { transaction, breaking }: Pick<LoadedRevision, "transaction" | "breaking">,
): LoadedRevision {
  return {
    body: () => (op) => op.run(...operations),
    transaction,
    breaking,
    sql: null,
    isApplied: null,
    relocate: (error) => error,
    placeholders: [],
    checksum: "",
    text: null,
  };
}

/** Run such a step from its beginning, whatever an attempt before has done; the journal has it as `recordedAs`. */
export async function runSingleStep(
  context: StepContext,
  step: Step,
  code: LoadedRevision,
  recordedAs: string = step.direction,
): Promise<void> {
  const { connection, journal } = context;
  const entry = { ...newEntry(context, step), direction: recordedAs };
  await connection.run([journal.insert(entry)]);
  const afresh = { ...context, journal: { ...journal, lastThatDid: () => Promise.resolve(null) } };
  await runStep(afresh, step, code, { entry, next: () => [] });
}
