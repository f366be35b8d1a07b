import { applyOperation } from "../operations/apply.ts";
import type { Operation } from "../operations/operations.ts";
import type { Schema } from "../schema/schema.ts";

/** The structure after an operation; as it was when the operation has nothing there to work on. */
export function applyIfPossible(schema: Schema, operation: Operation): Schema {
  try {
    return applyOperation(schema, operation);
  } catch {
    // An operation of the user's own may throw anything.
    return schema;
  }
}
