import type { Operation } from "../operations/operations.ts";
import { emptySchema, type Schema } from "../schema/schema.ts";
import { operationsOf } from "./change.ts";
import { diffSchemas } from "./diff.ts";
import type { DiffRules } from "./rules.ts";

/** The operations that make a structure where nothing is: one call a table. */
export function fromNothing(structure: Schema, rules: DiffRules): readonly Operation[] {
  return operationsOf(diffSchemas(emptySchema, structure, rules, { renames: [], hasRows: () => false }));
}
