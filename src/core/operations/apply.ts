import { emptySchema, type Schema } from "../schema/schema.ts";
import { facetsOf } from "./every-operation.ts";
import type { Operation } from "./operations.ts";

/** The structure after an operation on this structure. SQL of the user's own leaves it as it is. */
export function applyOperation(schema: Schema, operation: Operation): Schema {
  return facetsOf(operation).apply(operation.args, schema);
}

/** The structure after operations in their order. */
export function applyOperations(schema: Schema, operations: readonly Operation[]): Schema {
  return operations.reduce(applyOperation, schema);
}

/** The structure before each operation, for positions that grow, followed only as far as somebody asks: most never do. */
export function follow(
  operations: readonly Operation[],
  start: Schema,
  apply: typeof applyOperation = applyOperation,
): (position: number) => Schema {
  let [schema, reached] = [start, 0];
  return (position) => {
    schema = operations.slice(reached, position).reduce(apply, schema);
    reached = Math.max(reached, position);
    return schema;
  };
}

/** A structure that is made when somebody looks at it. */
export function whenLookedAt(made: () => Schema): Schema {
  return new Proxy(emptySchema, { get: (_, key: keyof Schema) => made()[key] });
}
