import { compareText } from "../collections.ts";
import { keysOf, sameColumns, targetOf } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type { ForeignKey, Table } from "../schema/schema.ts";

/** Tables that point to each other in no circle any more, and the foreign keys that were taken out for it. */
export interface SplitTables {
  readonly tables: readonly Table[];
  readonly foreignKeys: readonly { readonly table: string; readonly key: ForeignKey }[];
}

/**
 * Take out the fewest foreign keys that a walk from the first table by name finds to close a circle, and those to
 * columns of their own table that an index alone keeps unique, which comes after the table.
 */
export function splitCycles(tables: readonly Table[]): SplitTables {
  const byName = new Map(tables.map((table) => [formatName(table), table]));
  const closing = new Set<ForeignKey>();
  const state = new Map<string, "open" | "done">();

  const walk = (name: string, table: Table): void => {
    state.set(name, "open");
    for (const key of [...table.foreignKeys].sort((a, b) => compareText(targetOf(a), targetOf(b)))) {
      const target = targetOf(key);
      const next = byName.get(target);
      if (next === undefined) continue;
      const closes = target === name ? !isKept(table, key.references.columns) : state.get(target) === "open";
      if (closes) closing.add(key);
      else if (!state.has(target)) walk(target, next);
    }
    state.set(name, "done");
  };
  for (const [name, table] of [...byName].sort(([a], [b]) => compareText(a, b))) {
    if (!state.has(name)) walk(name, table);
  }

  return {
    tables: tables.map((table) => ({
      ...table,
      foreignKeys: table.foreignKeys.filter((key) => !closing.has(key)),
    })),
    foreignKeys: tables.flatMap((table) =>
      table.foreignKeys.filter((key) => closing.has(key)).map((key) => ({ table: formatName(table), key })),
    ),
  };
}

/** Whether a constraint of a table keeps columns unique; none stands for the primary key. */
function isKept(table: Table, columns: readonly string[]): boolean {
  return columns.length === 0 || keysOf({ ...table, indexes: [] }).some((key) => sameColumns(key, columns));
}
