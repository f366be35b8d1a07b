import type { Operation } from "../operations/operations.ts";
import type { Schema } from "../schema/schema.ts";
import { operationsOf, type Change } from "./change.ts";
import { diffSchemas } from "./diff.ts";
import type { DiffRules } from "./rules.ts";

const untold = { renames: [], hasRows: () => false };

/**
 * What leads from one structure of a database to another, with all that either has twice, where nobody says what was
 * renamed and there are no rows.
 */
export function changesBetween(from: Schema, to: Schema, rules: DiffRules): readonly Change[] {
  return diffSchemas(from, to, rules, { ...untold, exact: true });
}

/** The same without notes; from nothing it is one call a table. */
export function operationsBetween(from: Schema, to: Schema, rules: DiffRules): readonly Operation[] {
  return operationsOf(changesBetween(from, to, rules));
}

/** What is left to do until a structure is as somebody has declared it. */
export function operationsLeft(reached: Schema, declared: Schema, rules: DiffRules): readonly Operation[] {
  return operationsOf(diffSchemas(reached, declared, rules, untold));
}
