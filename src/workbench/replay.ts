import { dirname } from "node:path";
import { needsDatabase } from "../core/errors/run.ts";
import type { Step } from "../core/graph/plan.ts";
import { applyOperations } from "../core/operations/apply.ts";
import { requireForm } from "../core/operations/call-form.ts";
import type { Operation } from "../core/operations/operations.ts";
import { emptySchema, type Schema } from "../core/schema/schema.ts";
import { unheard } from "../core/thrown.ts";
import { recordedCalls, type Recording } from "../data/calls.ts";
import type { Environment } from "../project/environment.ts";
import type { LoadedRevision } from "../revisions/load.ts";
import type { OpMode } from "../revisions/op.ts";
import { createOp } from "../run/op.ts";
import { withoutSideEffects } from "../run/side-effects.ts";
import { absolute } from "../revisions/directory.ts";

/** What a step is recorded for. */
export interface RecordOptions {
  readonly purpose: Recording["purpose"];
  /** Who has no database, as a message says it: `a script`. */
  readonly mode: string;
  /** What the body gets. */
  readonly as: Exclude<OpMode, "live">;
}

/** The operations of a step, recorded by running its body without a database. */
export async function recordStep(
  environment: Environment,
  step: Pick<Step, "direction" | "revision">,
  revision: LoadedRevision,
  { purpose, mode, as }: RecordOptions,
): Promise<readonly Operation[]> {
  const dialect = await environment.dialect();
  const { path } = step.revision;
  const operations: Operation[] = [];
  const calls = inOrder();
  const refuse = (what: string): never => {
    throw needsDatabase({ what: `${what} in ${path}`, mode });
  };
  const op = createOp({
    dialect: dialect.name,
    mode: as,
    queue: {
      add: (...added) =>
        calls.add(async () => {
          for (const operation of added) {
            requireForm(operation);
            operations.push(operation);
          }
        }),
    },
    query: () => calls.add(async () => refuse("op.query")),
    db: () => refuse("op.db"),
    data: recordedCalls(dialect, {
      purpose,
      refuse,
      folder: dirname(absolute(environment.settings, path)),
      now: environment.now(),
      inOrder: (work) => calls.add(() => work((operation) => void operations.push(operation))),
    }),
  });
  const body = revision.body(step.direction, dialect.name);
  await withoutSideEffects(() => body(op));
  await calls.drain();
  return operations;
}

/** The structure after steps, computed by applying what they record; raw SQL in them is not seen. */
export async function replay(
  environment: Environment,
  steps: readonly Step[],
  mode: string,
): Promise<Schema> {
  let schema = emptySchema;
  for (const step of steps) {
    const revision = await environment.load(step.revision.path);
    const operations = await recordStep(environment, step, revision, {
      purpose: "structure",
      mode,
      as: "script",
    });
    schema = applyOperations(schema, operations);
  }
  return schema;
}

/** Calls that are carried out in the order in which they are made, awaited or not. */
function inOrder(): { add<T>(work: () => Promise<T>): Promise<T>; drain(): Promise<void> } {
  let tail: Promise<unknown> = Promise.resolve();
  return {
    add(work) {
      const result = tail.then(work);
      // Once a call has failed, `tail` stays rejected: those after it fail with the same error.
      tail = unheard(result);
      return result;
    },
    async drain() {
      await tail;
    },
  };
}
