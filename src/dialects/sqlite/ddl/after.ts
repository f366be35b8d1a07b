import { applyOperation } from "../../../core/operations/apply.ts";
import type { Operation } from "../../../core/operations/operations.ts";
import type { Schema, Table } from "../../../core/schema/schema.ts";
import { editTable } from "./stored/edit-table.ts";
import { storedOf, withStored } from "./stored/stored.ts";

/** The structure after an operation. Tables that were read from the database keep texts that say what they are now. */
export function afterOperation(schema: Schema, operation: Operation): Schema {
  const after = applyOperation(schema, operation);
  // What is made has no text yet; all else stays in its place.
  if (after.tables.length !== schema.tables.length) return after;
  return {
    ...after,
    tables: after.tables.map((table, at) => {
      const old = schema.tables[at];
      return old === undefined || old === table ? table : follow(old, table);
    }),
  };
}

/** The structure after operations in their order. */
export function afterOperations(schema: Schema, operations: readonly Operation[]): Schema {
  return operations.reduce(afterOperation, schema);
}

function follow(old: Table, made: Table): Table {
  const stored = storedOf(old);
  if (stored === null) return made;
  const table = editTable(stored.table, old, made);
  return withStored(made, table === null ? null : { ...stored, table });
}
