import type { Schema } from "../schema/schema.ts";
import { facetsOf } from "./every-operation.ts";
import type { Operation } from "./operations.ts";

/** Whether the effect of an operation is in the structure already; null when the structure cannot tell. */
export function isPresent(operation: Operation, live: Schema): boolean | null {
  return facetsOf(operation).present(operation.args, live);
}
