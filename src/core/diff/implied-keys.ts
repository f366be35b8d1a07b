import { findColumn, keysOf, sameColumns, targetOf } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type { Schema, Table } from "../schema/schema.ts";

/**
 * The wanted schema with the keys of the live one that its foreign keys rest on and that nobody declares: without them
 * no database can have these foreign keys.
 */
export function withImpliedKeys(live: Schema, wanted: Schema): Schema {
  const known = new Map(live.tables.map((table) => [formatName(table), table]));
  const asked = new Map<string, (readonly string[])[]>();
  for (const key of wanted.tables.flatMap(({ foreignKeys }) => foreignKeys)) {
    const [target, { columns }] = [targetOf(key), key.references];
    if (columns.length > 0) asked.set(target, [...(asked.get(target) ?? []), columns]);
  }
  return {
    ...wanted,
    tables: wanted.tables.map((table) => {
      const name = formatName(table);
      const there = known.get(name);
      return there === undefined ? table : (asked.get(name) ?? []).reduce(withKey(there), table);
    }),
  };
}

/** The table with the live key of some columns, where it has none of them. */
function withKey(live: Table): (table: Table, columns: readonly string[]) => Table {
  return (table, columns) => {
    const isOf = (key: readonly string[]): boolean => sameColumns(key, columns);
    if (keysOf(table).some(isOf)) return table;
    const { primaryKey, uniques, indexes } = live;
    const found = columns.map((column) => findColumn(table, column));
    const isFree = table.primaryKey === null && found.every((column) => column?.nullable === false);
    if (isFree && primaryKey !== null && isOf(primaryKey.columns)) return { ...table, primaryKey };
    return {
      ...table,
      uniques: [...table.uniques, ...uniques.filter((unique) => isOf(unique.columns)).slice(0, 1)],
      indexes: [
        ...table.indexes,
        ...indexes.filter((index) => keysOf({ primaryKey: null, uniques: [], indexes: [index] }).some(isOf)),
      ],
    };
  };
}
