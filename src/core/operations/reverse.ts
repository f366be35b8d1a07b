import type { Schema } from "../schema/schema.ts";
import { applyOperation } from "./apply.ts";
import { interpret, type Interpreter, type Operation } from "./operations.ts";
import { reverseColumns } from "./reverse/columns.ts";
import { reverseConstraints } from "./reverse/constraints.ts";
import type { Reverse } from "./reverse/reverse-part.ts";
import { reverseEnums } from "./reverse/enums.ts";
import { reverseTables } from "./reverse/tables.ts";

/**
 * The operations that undo one, which started from the structure `before`; null when nothing can undo it.
 * Rows that went with what was dropped do not come back.
 */
export function reverseOperation(operation: Operation, before: Schema): readonly Operation[] | null {
  return interpret(reversing, operation)(before);
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

const reversing: Interpreter<Reverse> = {
  ...reverseTables,
  ...reverseColumns,
  ...reverseConstraints,
  ...reverseEnums,

  execute: (sql, undo) => () => {
    if (undo === undefined) return null;
    return undo === "" ? [] : [{ kind: "execute", args: [undo, sql] }];
  },
  bulkInsert: () => () => null,
  custom: (definition, args) => (before) => {
    const reverse = definition.reverse?.(args as never, before);
    return reverse === undefined ? null : [reverse];
  },
};
