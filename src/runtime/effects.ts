import { applyIfPossible } from "../core/adopt/apply-if-possible.ts";
import type { Effect } from "../core/adopt/find-place.ts";
import { diffSchemas } from "../core/diff/diff.ts";
import type { Step } from "../core/graph/plan.ts";
import type { Operation } from "../core/operations/operations.ts";
import { emptySchema, type Schema } from "../core/schema/schema.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { Database, Environment } from "./environment.ts";
import { recordStep } from "./replay.ts";
import { onScratch } from "./scratch-run.ts";

/** What each revision does to the structure, and how that was found out. */
export interface Effects {
  readonly byRevision: ReadonlyMap<string, Effect>;
  /** `replay`: by running them on an empty database. `operations`: by what they say they do. */
  readonly by: "replay" | "operations";
}

/**
 * What each of these upgrades does to the structure: found by running them all on an empty database of the
 * same kind, so that raw SQL counts; where that cannot be done, by the operations that they record.
 */
export async function effectsOf(
  environment: Environment,
  database: Database,
  steps: readonly Step[],
): Promise<Effects> {
  const recorded = new Map<string, Recorded>();
  for (const step of steps) recorded.set(step.revision.id, await record(environment, step));
  const replayed = await replayEffects(environment, database, steps, recorded);
  return replayed === null
    ? { byRevision: recordedEffects(database.dialect, steps, recorded), by: "operations" }
    : { byRevision: replayed, by: "replay" };
}

interface Recorded {
  readonly operations: readonly Operation[] | null;
  readonly why: string | null;
  /** It must not be run to try it: it does something besides. */
  readonly acts: boolean;
}

async function record(environment: Environment, step: Step): Promise<Recorded> {
  const revision = await environment.load(step.revision.path);
  if (revision.risk.acts)
    return { operations: null, why: "it uses files, programs or the network", acts: true };
  try {
    const options = { purpose: "script", mode: "the look at what it does" } as const;
    return { operations: await recordStep(environment, step, revision, options), why: null, acts: false };
  } catch (error) {
    return { operations: null, why: error instanceof Error ? error.message : String(error), acts: false };
  }
}

async function replayEffects(
  environment: Environment,
  database: Database,
  steps: readonly Step[],
  recorded: ReadonlyMap<string, Recorded>,
): Promise<ReadonlyMap<string, Effect> | null> {
  if ([...recorded.values()].some(({ acts }) => acts)) return null;
  try {
    return await onScratch(environment, database, async (scratch) => {
      const found = new Map<string, Effect>();
      let before: Schema = emptySchema;
      for (const step of steps) {
        await scratch.run([step]);
        const after = await scratch.structure();
        const silent = recorded.get(step.revision.id)?.operations?.length === 0;
        found.set(step.revision.id, {
          operations: between(database.dialect, before, after),
          silent,
          unknown: null,
        });
        before = after;
      }
      return found;
    });
  } catch (error) {
    environment.report({
      kind: "notice",
      level: "info",
      text: `The history cannot be run on an empty database (${error instanceof Error ? error.message : String(error)}); what its revisions say they do is looked at instead.`,
    });
    return null;
  }
}

function recordedEffects(
  dialect: Dialect,
  steps: readonly Step[],
  recorded: ReadonlyMap<string, Recorded>,
): ReadonlyMap<string, Effect> {
  const found = new Map<string, Effect>();
  let model: Schema = emptySchema;
  let before: Schema = emptySchema;
  for (const { revision } of steps) {
    const { operations, why } = recorded.get(revision.id) ?? { operations: null, why: null };
    // Raw SQL is not seen in the model, so that what follows it may not fit.
    model = (operations ?? []).reduce(applyIfPossible, model);
    const after = dialect.canonical(model);
    found.set(revision.id, {
      operations: between(dialect, before, after),
      silent: operations?.length === 0,
      unknown: why,
    });
    before = after;
  }
  return found;
}

function between(dialect: Dialect, before: Schema, after: Schema): readonly Operation[] {
  const options = { renames: [], hasRows: () => false };
  return diffSchemas(before, after, dialect.rules, options).map(({ operation }) => operation);
}
