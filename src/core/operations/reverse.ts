import type { Schema } from "../schema/schema.ts";
import { applyOperation } from "./apply.ts";
import { facetsOf } from "./every-operation.ts";
import type { Operation } from "./operations.ts";

/**
 * The operations that undo one, which started from the structure `before`; null when nothing can undo it.
 * Rows that went with what was dropped do not come back.
 */
export function reverseOperation(operation: Operation, before: Schema): readonly Operation[] | null {
  return facetsOf(operation).reverse(operation.args, before);
}

/** The operations that undo a list of them, last first; null when one of them cannot be undone. */
export function reverseOperations(
  operations: readonly Operation[],
  before: Schema,
): readonly Operation[] | null {
  const reversed: (readonly Operation[])[] = [];
  let schema = before;
  for (const operation of operations) {
    const reverse = reverseOperation(operation, schema);
    if (reverse === null) return null;
    reversed.unshift(reverse);
    schema = applyOperation(schema, operation);
  }
  return reversed.flat();
}
