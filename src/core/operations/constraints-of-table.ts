import { objectExists } from "../errors/schema.ts";
import { findConstraint, refTo, type FoundConstraint } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type { Schema, Table } from "../schema/schema.ts";
import { inTable } from "./look.ts";
import type { ConstraintRef } from "./spec.ts";
import { updateTable } from "./update.ts";

/** The structure with a constraint added to a table; throws no-such-object, object-exists. */
export function addConstraint(
  schema: Schema,
  name: string,
  constraint: string | null | undefined,
  add: (table: Table) => Table,
): Schema {
  return updateTable(schema, name, (table) => {
    refuseConstraint(table, constraint ?? null);
    return add(table);
  });
}

/** Throws object-exists when a constraint of the table has the name. */
export function refuseConstraint(table: Table, name: string | null): void {
  if (name !== null && findConstraint(table, name) !== null) {
    throw objectExists({ kind: "constraint", name, inside: formatName(table) });
  }
}

/** The table without its primary key; AUTOINCREMENT is a part of the key, that of a new column of the one to come. */
export function withoutKey(table: Table): Table {
  const keyed = table.primaryKey?.columns ?? [];
  return {
    ...table,
    primaryKey: null,
    columns: table.columns.map((column) =>
      column.autoincrement && keyed.includes(column.name) ? { ...column, autoincrement: false } : column,
    ),
  };
}

/** Whether a table has a constraint, by its name or by what it is; null when that cannot be told. */
export function hasConstraint(
  live: Schema,
  name: string,
  found: Exclude<FoundConstraint, { kind: "primaryKey" }>,
): boolean | null {
  const unnamed = { ...found, constraint: { ...found.constraint, name: null } } as typeof found;
  const refs: readonly ConstraintRef[] = [refTo(found), refTo(unnamed)];
  return inTable(live, name, (table) => {
    if (refs.some((ref) => findConstraint(table, ref)?.kind === found.kind)) return true;
    // The database says an expression in its own words, so another text may be the same check.
    return found.kind === "check" && found.constraint.name === null && table.checks.length > 0 ? null : false;
  });
}
