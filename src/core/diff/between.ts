import type { Operation } from "../operations/operations.ts";
import type { Schema } from "../schema/schema.ts";
import { operationsOf, type Change } from "./change.ts";
import { diffSchemas } from "./diff.ts";
import type { DiffRules } from "./rules.ts";

/** What leads from one structure to another where nobody says what was renamed, and there are no rows. */
export function changesBetween(from: Schema, to: Schema, rules: DiffRules): readonly Change[] {
  return diffSchemas(from, to, rules, { renames: [], hasRows: () => false });
}

/** The same without notes; from nothing it is one call a table. */
export function operationsBetween(from: Schema, to: Schema, rules: DiffRules): readonly Operation[] {
  return operationsOf(changesBetween(from, to, rules));
}
