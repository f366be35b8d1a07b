import { constraintsOf, type FoundConstraint } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type { Table } from "../schema/schema.ts";
import {
  columnKey,
  constraintKey,
  expressionKeys,
  foreignKeyKeys,
  relationKey,
  tableKey,
  uniqueKey,
  type Dependencies,
} from "./keys.ts";

/** What making a constraint of a table asks for and brings. */
export function keysOfMaking(table: string, found: FoundConstraint): Partial<Dependencies> {
  return { needs: [tableKey(table), ...reads(table, found)], provides: makes(table, found) };
}

/** What dropping a constraint of a table sets free and takes away. */
export function keysOfDropping(table: string, found: FoundConstraint): Partial<Dependencies> {
  return { releases: reads(table, found), destroys: makes(table, found) };
}

/** What the constraints of a table read. */
export function constraintsKeys(table: Table): readonly string[] {
  return constraintsOf(table).flatMap((found) => reads(formatName(table), found));
}

/** What the constraints of a table make: their names, and keys that others may point to. */
export function constraintNames(table: Table): readonly string[] {
  return constraintsOf(table).flatMap((found) => makes(formatName(table), found));
}

function reads(table: string, found: FoundConstraint): readonly string[] {
  if (found.kind === "foreignKey") return foreignKeyKeys(table, found.constraint);
  if (found.kind === "check") return expressionKeys(table, found.constraint.expression);
  const { columns, include } = found.constraint;
  return [...columns, ...include].map((column) => columnKey(table, column));
}

function makes(table: string, found: FoundConstraint): readonly string[] {
  const { name } = found.constraint;
  const names = name === null ? [] : nameKeys(table, found, name);
  if (found.kind === "check" || found.kind === "foreignKey") return names;
  const only = found.kind === "primaryKey" ? [`primaryKey:${table}`] : [];
  return [...names, ...only, uniqueKey(table, found.constraint.columns)];
}

/** A constraint that has an index takes a name among the relations too. */
export function nameKeys(table: string, { kind }: FoundConstraint, name: string): readonly string[] {
  const backed = kind === "primaryKey" || kind === "unique";
  return [constraintKey(table, name), ...(backed ? [relationKey(table, name)] : [])];
}
