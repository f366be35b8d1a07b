import { needsDatabase } from "../core/errors/run.ts";
import type { Step } from "../core/graph/plan.ts";
import { applyOperation } from "../core/operations/apply.ts";
import type { Operation } from "../core/operations/operations.ts";
import { emptySchema, type Schema } from "../core/schema/schema.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { Environment } from "./environment.ts";
import type { LoadedRevision } from "./load-revision.ts";
import { createOp } from "./op.ts";

/** The operations of a step, recorded by running its body without a database. */
export async function recordStep(
  dialect: Dialect["name"],
  step: Pick<Step, "direction" | "revision">,
  revision: LoadedRevision,
  mode: string,
): Promise<readonly Operation[]> {
  const operations: Operation[] = [];
  const refuse = (what: string): never => {
    throw needsDatabase(`${what} in ${step.revision.path}`, mode);
  };
  const op = createOp({
    dialect,
    queue: {
      add: async (operation) => {
        operations.push(operation);
      },
    },
    query: async () => refuse("op.query"),
    db: () => refuse("op.db"),
  });
  await revision.body(step.direction, dialect)(op);
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
    const operations = await recordStep(environment.settings.dialect, step, revision, mode);
    schema = operations.reduce(applyOperation, schema);
  }
  return schema;
}
