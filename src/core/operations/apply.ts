import type { Schema } from "../schema/schema.ts";
import { applyColumns } from "./apply/columns.ts";
import { applyConstraints } from "./apply/constraints.ts";
import { applyEnums } from "./apply/enums.ts";
import { applyTables } from "./apply/tables.ts";
import { applyViews } from "./apply/views.ts";
import type { Apply } from "./apply/update.ts";
import { interpret, type Interpreter, type Operation } from "./operations.ts";

/** The structure after an operation on this structure. SQL of the user's own leaves it as it is. */
export function applyOperation(schema: Schema, operation: Operation): Schema {
  return interpret(applying, operation)(schema);
}

/** The structure after operations in their order. */
export function applyOperations(schema: Schema, operations: readonly Operation[]): Schema {
  return operations.reduce(applyOperation, schema);
}

const unchanged = (): Apply => (schema) => schema;

const applying: Interpreter<Apply> = {
  ...applyTables,
  ...applyColumns,
  ...applyConstraints,
  ...applyEnums,
  ...applyViews,
  execute: unchanged,
  bulkInsert: unchanged,
  custom: unchanged,
};
