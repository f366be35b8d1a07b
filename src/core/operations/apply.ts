import type { Schema } from "../schema/schema.ts";
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
