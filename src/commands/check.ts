import { describeOperation } from "../core/operations/describe.ts";
import type { Operation } from "../core/operations/operations.ts";
import { saidOf } from "../core/diff/change.ts";
import { planUpgrade } from "../core/graph/plan.ts";
import { compareWithRenames } from "../compare/autogenerate.ts";
import { goneScripts, isDue, repeatableStates, type RepeatableState } from "../run/repeatable-state.ts";
import { changeText, findChangedHistory } from "../run/changed-history.ts";
import { environmentOf, type Environment, type Project } from "../project/environment.ts";

export interface CheckResult {
  /** True when nothing is pending and the database matches the Drizzle schema. */
  readonly ok: boolean;
  /** Revisions that are not applied yet, in order. */
  readonly pending: readonly string[];
  /** What would make the database match. */
  readonly operations: readonly CheckedOperation[];
  /** Repeatable scripts that the next upgrade to the heads runs; absent where there are none. */
  readonly repeatables?: readonly RepeatableState[];
  readonly warnings: readonly string[];
}

/** One operation that would lead from the database to the Drizzle schema. */
export interface CheckedOperation {
  readonly kind: Operation["kind"];
  readonly args: readonly unknown[];
  readonly summary: string;
}

/** Whether the database is at head and matches the Drizzle schema. Writes nothing, not even the version table. */
export async function check(
  project: Project,
  options: { readonly renames?: readonly string[] } = {},
): Promise<CheckResult> {
  const environment = environmentOf(project);
  const { graph } = environment.scripts();
  const scripts = await environment.repeatables();
  const quiet: Environment = { ...environment, choose: null };
  return environment.connected(
    async (database) => {
      const heads = await database.versionTable.read(database.connection);
      const pending =
        graph.nodes.size === 0
          ? []
          : planUpgrade(graph, heads, "heads").steps.map((step) => step.revision.id);
      const changed = (await findChangedHistory(environment, database, heads)).map(changeText);
      const { changes, warnings, unasked } = await compareWithRenames(quiet, database, options.renames ?? []);
      const states = await repeatableStates(scripts, database);
      const repeatables = states.filter(isDue);
      const operations = saidOf(changes).map((operation) => ({
        kind: operation.kind,
        args: operation.args,
        summary: describeOperation(operation),
      }));
      return {
        ok: pending.length === 0 && operations.length === 0 && repeatables.length === 0,
        pending,
        operations,
        ...(repeatables.length === 0 ? {} : { repeatables }),
        warnings: [...changed, ...goneScripts(states), ...warnings, ...unasked],
      };
    },
    { readOnly: true },
  );
}
