import { findColumn } from "../../schema/lookup.ts";
import type { Column, IndexTraits, Table } from "../../schema/schema.ts";

/** What the wanted index can have of the live one: its columns must be there, and rows be told apart by columns that hold no NULL. */
export function inheritTraits(
  live: IndexTraits,
  wanted: IndexTraits,
  table: Table,
  keys: readonly (string | null)[],
): IndexTraits {
  const find = (name: string | null): Column | null => (name === null ? null : findColumn(table, name));
  return {
    include:
      wanted.include.length > 0
        ? wanted.include
        : live.include.filter((column) => find(column) !== null && !keys.includes(column)),
    with: wanted.with.length > 0 ? wanted.with : live.with,
    clustered: wanted.clustered || live.clustered,
    replicaIdentity:
      wanted.replicaIdentity ||
      (live.replicaIdentity && keys.every((column) => find(column)?.nullable === false)),
  };
}
