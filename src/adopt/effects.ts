import { applyIfPossible } from "../core/adopt/apply-if-possible.ts";
import type { Effect } from "../core/adopt/find-applied.ts";
import { triggersBetween } from "../core/adopt/triggers.ts";
import { operationsBetween } from "../core/diff/between.ts";
import { MigError } from "../core/errors.ts";
import { stepFailed } from "../core/errors/run.ts";
import type { Step } from "../core/graph/plan.ts";
import { applyOperation } from "../core/operations/apply.ts";
import type { Operation } from "../core/operations/operations.ts";
import { emptySchema, type Schema } from "../core/schema/schema.ts";
import { statementsOf } from "../core/sql/statements.ts";
import { firstTokens, isWord } from "../core/sql/tokens.ts";
import { messageOf } from "../core/thrown.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { Database, Environment } from "../project/environment.ts";
import { recordStep } from "../workbench/replay.ts";
import { onScratch, type ScratchRun } from "../workbench/scratch-run.ts";

/** What each revision does to the structure, and how that was found out. */
export interface Effects {
  readonly byRevision: ReadonlyMap<string, Effect>;
  /** The calls that a revision's body makes; null where that cannot be told without running it on data. */
  readonly calls: (revision: string) => Promise<readonly Operation[] | null>;
  /** `replay`: by running them on an empty database. `operations`: by what they say they do. `partly`: both. */
  readonly by: "replay" | "partly" | "operations";
  /** Why some of it is known by what revisions say alone, in sentences. */
  readonly weak: readonly string[];
}

/**
 * What each of these upgrades does to the structure: found by running them on an empty database of the same
 * kind, so that raw SQL counts; of those that cannot be run there, by the operations that they record.
 */
export async function effectsOf(
  environment: Environment,
  database: Database,
  steps: readonly Step[],
): Promise<Effects> {
  const recorded = new Map<string, Promise<Recorded>>();
  // Bodies are not run more often than they must be: those that run on the empty database are recorded when somebody asks.
  const recordOf = (step: Step): Promise<Recorded> => {
    const known = recorded.get(step.revision.id) ?? record(environment, step);
    recorded.set(step.revision.id, known);
    return known;
  };
  const heard = new Map<string, Heard>();
  const calls: Effects["calls"] = async (id) => {
    const { operations, rows } = heard.get(id) ?? { operations: null, rows: true };
    if (!rows) return operations;
    const step = steps.find(({ revision }) => revision.id === id);
    return step === undefined ? null : (await recordOf(step)).operations;
  };
  const find = (scratch: ScratchRun | null): Promise<RecordedEffects> =>
    findEffects(database.dialect, steps, { recordOf, heard }, scratch);
  let why = "the role may not create databases";
  const found = await onScratch(environment, database, find).catch((error: unknown) => {
    if (!(error instanceof MigError)) throw error;
    why = reasonOf(error);
    return null;
  });
  if (found === null) {
    const weak = `No empty database can be had to run the history on (${why}): what its revisions say they do is looked at instead, and of their own SQL nothing is known.`;
    return { byRevision: (await find(null)).effects, calls, by: "operations", weak: [weak] };
  }
  const by =
    found.failed.length === 0 ? "replay" : found.failed.length < steps.length ? "partly" : "operations";
  return { byRevision: found.effects, calls, by, weak: said(found.failed) };
}

/** What a body asked for on the empty database. */
interface Heard {
  readonly operations: readonly Operation[];
  /** Whether it reads or moves rows as well. */
  readonly rows: boolean;
}

interface Recorded {
  readonly operations: readonly Operation[] | null;
  readonly why: string | null;
}

async function record(environment: Environment, step: Step): Promise<Recorded> {
  const revision = await environment.load(step.revision.path);
  try {
    const options = { purpose: "script", mode: "the look at what it does", as: "replay" } as const;
    return { operations: await recordStep(environment, step, revision, options), why: null };
  } catch (error) {
    // Its own code may throw anything.
    return { operations: null, why: reasonOf(error) };
  }
}

interface RecordedEffects {
  readonly effects: ReadonlyMap<string, Effect>;
  /** What could not be run on the empty database, in order. */
  readonly failed: readonly Failed[];
}

interface Failed {
  readonly revision: string;
  readonly why: string;
}

/** One that cannot be run is taken for done, so that those after it are run as far as they can be. */
async function findEffects(
  dialect: Dialect,
  steps: readonly Step[],
  {
    recordOf,
    heard,
  }: {
    readonly recordOf: (step: Step) => Promise<Recorded>;
    readonly heard: Map<string, Heard>;
  },
  scratch: ScratchRun | null,
): Promise<RecordedEffects> {
  const effects = new Map<string, Effect>();
  const failed: Failed[] = [];
  let model: Schema = emptySchema;
  let built: Schema = emptySchema;
  for (const step of steps) {
    const { id } = step.revision;
    if (scratch !== null) {
      const tried = await tryOn(scratch, step);
      const before = built;
      built = await scratch.structure();
      if (tried.fault === null) {
        heard.set(id, tried.heard);
        const done = [...operationsBetween(before, built, dialect.rules), ...triggersBetween(before, built)];
        model = done.reduce(applyIfPossible, model);
        const silent = tried.heard.operations.length === 0 && !tried.heard.rows;
        effects.set(id, { operations: done, silent, unknown: null });
        continue;
      }
      failed.push({ revision: id, why: tried.fault });
    }
    const { operations, why } = await recordOf(step);
    const silent = operations?.length === 0;
    const after = dialect.canonical((operations ?? []).reduce(applyIfPossible, model));
    const unknown =
      operations === null ? (why ?? "it cannot be looked at") : unseen(dialect, operations, model);
    effects.set(id, { operations: operationsBetween(model, after, dialect.rules), silent, unknown });
    model = after;
  }
  return { effects, failed };
}

/** Run a step there; `fault` is why it cannot be, or null when it was. */
async function tryOn(
  scratch: ScratchRun,
  step: Step,
): Promise<{ readonly fault: string | null; readonly heard: Heard }> {
  let operations: Operation[] = [];
  let rows = false;
  const listen = (operation: Operation | null): void => {
    if (operation === null) rows = true;
    else operations.push(operation);
  };
  try {
    await scratch.run([step], listen);
    return { fault: null, heard: { operations, rows } };
  } catch (error) {
    // Whatever it is, and its own code may throw anything: the next steps are tried without it.
    await scratch.pass(step);
    return { fault: reasonOf(error), heard: { operations, rows } };
  }
}

/** Why these calls do not tell all that becomes of the structure, or null. */
function unseen(dialect: Dialect, operations: readonly Operation[], before: Schema): string | null {
  let schema = before;
  for (const operation of operations) {
    if (operation.kind === "custom") return "it runs an operation of its own that was not run here";
    if (operation.kind === "execute" && !changesRowsAlone(dialect, operation.args[0]))
      return "it runs SQL of its own that was not run here";
    try {
      schema = applyOperation(schema, operation);
    } catch {
      // An operation of the user's own may throw anything.
      return "it changes what is not known to be there";
    }
  }
  return null;
}

function changesRowsAlone(dialect: Dialect, script: string): boolean {
  const { lexical } = dialect;
  return statementsOf(script, lexical).every(({ sql }) =>
    isWord(firstTokens(sql, lexical, 1)[0], "INSERT", "UPDATE", "DELETE"),
  );
}

/** The first is named with its reason: those that rest on it mostly fail because of it. */
function said(failed: readonly Failed[]): readonly string[] {
  const [first, ...others] = failed;
  if (first === undefined) return [];
  const more = others.length === 0 ? "" : `, nor can ${others.map(({ revision }) => revision).join(", ")}`;
  return [
    `${first.revision} cannot be run on an empty database (${first.why.replace(/[.\s]+$/u, "")})${more}: what ${others.length === 0 ? "it says it does" : "they say they do"} is looked at instead.`,
  ];
}

/** The step is named already. */
function reasonOf(failure: unknown): string {
  return messageOf(stepFailed.is(failure) ? failure.cause : failure);
}
