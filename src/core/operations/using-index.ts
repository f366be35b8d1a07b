import { indexOf, tableOf } from "../schema/lookup.ts";
import type { Schema, Table } from "../schema/schema.ts";
import { relationKey, type Dependencies } from "./keys.ts";
import type { Operation } from "./operations.ts";
import { createIndex } from "./remake.ts";
import { without } from "./update.ts";

/** The index that a key is made of, which is the key's own from then on. */
export type UsingIndex = { readonly usingIndex?: string } | undefined;

/** The table without the index that becomes a key; throws no-such-object. */
export function withoutIndex(table: Table, options: UsingIndex): Table {
  if (options?.usingIndex === undefined) return table;
  return { ...table, indexes: without(table.indexes, indexOf(table, options.usingIndex)) };
}

/** The operations that make the index again after its key was dropped. */
export function indexBack(table: string, options: UsingIndex, before: Schema): readonly Operation[] {
  if (options?.usingIndex === undefined) return [];
  return [createIndex(table, indexOf(tableOf(before, table), options.usingIndex))];
}

/** What the making of a key asks for and brings, and that the name of its index is free then. */
export function withIndexKeys(
  table: string,
  options: UsingIndex,
  keys: Partial<Dependencies>,
): Partial<Dependencies> {
  if (options?.usingIndex === undefined) return keys;
  return { ...keys, destroys: [...(keys.destroys ?? []), relationKey(table, options.usingIndex)] };
}

/** What a key is declared as, under the name of its index where it has none of its own. */
export function namedAfterIndex<T extends { readonly name?: string | null }>(
  spec: T,
  options: UsingIndex,
): T {
  return options?.usingIndex === undefined || spec.name != null
    ? spec
    : { ...spec, name: options.usingIndex };
}

/** In words: what the key is made of. */
export function ofIndex(options: UsingIndex): string {
  return options?.usingIndex === undefined ? "" : ` using index ${options.usingIndex}`;
}
