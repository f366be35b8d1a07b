import { findTable } from "../schema/lookup.ts";
import type { Schema, Table } from "../schema/schema.ts";

/** What is true of a table; `withoutTable` where there is none: what is dropped with its table is gone. */
export function inTable(
  live: Schema,
  name: string,
  look: (table: Table) => boolean | null,
  withoutTable = false,
): boolean | null {
  const table = findTable(live, name);
  return table === null ? withoutTable : look(table);
}

/** Whether something has its new name and not its old one; null when both are there or neither is. */
export function isMoved(from: unknown, to: unknown): boolean | null {
  return (from === null) === (to === null) ? null : to !== null;
}

/** Whether all that is wanted is there. */
export function hasAll(there: readonly string[] | undefined, wanted: readonly string[]): boolean {
  return there !== undefined && wanted.every((each) => there.includes(each));
}
