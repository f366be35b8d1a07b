import type { Plan, Step } from "../core/graph/plan.ts";
import { planUpgrade } from "../core/graph/plan.ts";
import { applyOperations } from "../core/operations/apply.ts";
import type { Operation } from "../core/operations/operations.ts";
import { emptySchema, type Schema } from "../core/schema/schema.ts";
import type { Dialect, Statement } from "../dialects/dialect.ts";
import { createEnvironment, type Database, type Environment } from "../project/environment.ts";
import { createQueue } from "../run/queue.ts";
import { recordStep, replay } from "../workbench/replay.ts";
import { runPlan } from "../run/run.ts";

/** The statements of a plan's steps, made without the database that they are for. */
export interface OfflineStep {
  readonly step: Step;
  /** False: its statements run one by one. */
  readonly transaction: boolean;
  readonly statements: readonly Statement[];
}

/**
 * Compile a plan without its database. Where a statement depends on the structure, that is worked out: by
 * running the history on an empty database of the same kind where one can be had within the process, so that
 * raw SQL counts too, else by applying what the steps record.
 */
export async function compileOffline(environment: Environment, plan: Plan): Promise<readonly OfflineStep[]> {
  const compileWith = async (dialect: Dialect, model: Model): Promise<readonly OfflineStep[]> => {
    const compiled: OfflineStep[] = [];
    for (const step of plan.steps) {
      const revision = await environment.load(step.revision.path);
      const operations = await recordStep(environment, step, revision, {
        purpose: "script",
        mode: "a script",
        as: "script",
      });
      const statements = await compileStep(dialect, model, step, operations);
      compiled.push({ step, transaction: revision.transaction, statements });
    }
    return compiled;
  };
  const known = await environment.dialect();
  if (!known.traits.inProcess) return compileWith(known, recordedModel(environment));
  const empty = createEnvironment(
    { ...environment.settings, url: ":memory:", client: undefined, onStep: null, transaction: "step" },
    { ...environment, report: () => undefined },
    environment,
  );
  return empty.connected((database) =>
    compileWith(database.dialect, engineModel(environment, empty, database)),
  );
}

/** What is known of the structure that a script starts from. */
interface Model {
  /** The structure right before an operation of the step, given those of the step before it. */
  structure(step: Step, done: readonly Operation[]): Promise<Schema>;
  /** Told of all statements in the order of the script. */
  follow(statements: readonly Statement[]): Promise<void>;
  /** Told when a step is done. */
  finish(step: Step, operations: readonly Operation[]): void;
}

async function compileStep(
  dialect: Dialect,
  model: Model,
  step: Step,
  operations: readonly Operation[],
): Promise<readonly Statement[]> {
  const statements: Statement[] = [];
  const done: Operation[] = [];
  let unknown = false;
  const queue = createQueue(dialect, {
    async structure(reshapes) {
      try {
        return await model.structure(step, done);
      } catch (error) {
        if (reshapes) throw error;
        // The user's own SQL can do without: it is written as if all that could matter were there.
        unknown = true;
        return emptySchema;
      }
    },
    async run(compiled) {
      const each = unknown ? compiled.map((one) => ({ ...one, foreignKeysOff: true })) : compiled;
      unknown = false;
      statements.push(...each);
      await model.follow(each);
    },
  });
  for (const operation of operations) {
    await queue.add(operation);
    done.push(operation);
  }
  await queue.drain();
  model.finish(step, operations);
  return statements;
}

/** A model that applies what the steps record; what raw SQL does is not seen. */
function recordedModel(environment: Environment): Model {
  let known: Schema | null = null;
  return {
    async structure(step, done) {
      known ??= await replay(environment, stepsBefore(environment, step), "a script");
      return applyOperations(known, done);
    },
    follow: () => Promise.resolve(),
    finish(_, operations) {
      if (known !== null) known = applyOperations(known, operations);
    },
  };
}

/** A model that is an empty database, brought to where the script starts when that is first asked for. */
function engineModel(environment: Environment, empty: Environment, database: Database): Model {
  const { connection, dialect, scope } = database;
  const before: Statement[] = [];
  let ready = false;
  let failed: { readonly error: unknown } | null = null;
  return {
    async structure(step) {
      if (failed !== null) throw failed.error;
      if (!ready) {
        const steps = stepsBefore(environment, step);
        const plan = { to: step.headsBefore, steps, restamp: null, note: null };
        await runPlan(empty, database, (from) => ({ ...plan, from }), { mode: "replay" })
          .then(() => connection.begin({ foreignKeysOff: true }))
          .then(() => connection.run(before))
          .catch((error: unknown) => {
            failed = { error };
            throw error;
          });
        ready = true;
      }
      return dialect.introspect(connection, { ...scope, tables: null });
    },
    async follow(statements) {
      if (ready) await connection.run(statements);
      else before.push(...statements);
    },
    finish() {
      // What ran before the step is in its plan; only the statements of the step itself are kept.
      if (!ready) before.length = 0;
    },
  };
}

/** The upgrades that lead from nothing to where a step starts. */
function stepsBefore(environment: Environment, step: Step): readonly Step[] {
  const { graph } = environment.scripts();
  const steps = step.headsBefore.flatMap((head) => planUpgrade(graph, [], head).steps);
  return [...new Map(steps.map((each) => [each.revision.id, each])).values()];
}
