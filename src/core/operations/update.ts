import { objectExists } from "../errors/schema.ts";
import { sameName, tableOf } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type { OwnerColumn, Named, Schema, Table } from "../schema/schema.ts";

/** The structure with one table changed; throws no-such-object. */
export function updateTable(schema: Schema, name: string, change: (table: Table) => Table): Schema {
  const table = tableOf(schema, name);
  return { ...schema, tables: replace(schema.tables, table, change(table)) };
}

/** The items with one of them exchanged. */
export function replace<T>(items: readonly T[], item: T, by: T): readonly T[] {
  return items.with(items.indexOf(item), by);
}

/** The items without one of them. */
export function without<T>(items: readonly T[], item: T): readonly T[] {
  return items.filter((each) => each !== item);
}

/** The change that takes a change back: what was there before, in all that the change says. */
export function changeBack<C extends object>(old: { readonly [K in keyof C]?: unknown }, change: C): C {
  return Object.fromEntries(Object.entries(old).filter(([key]) => Object.hasOwn(change, key))) as C;
}

/** Throws object-exists when one of the items has the name. */
export function refuseTaken(items: readonly Named[], kind: string, name: Named): void {
  if (items.some((item) => sameName(item, name)))
    throw objectExists({ kind, name: formatName(name), inside: null });
}

/** Whether the column that a sequence goes with is one of the table, or the one that is named. */
export function isOwner(owner: OwnerColumn | null, table: Named, column: string | null = null): boolean {
  return (
    owner !== null &&
    sameName({ schema: owner.schema, name: owner.table }, table) &&
    (column === null || owner.column === column)
  );
}
