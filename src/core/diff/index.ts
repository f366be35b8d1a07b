import { indexNeeds } from "../operations/column-changes.ts";
import { make } from "../operations/make.ts";
import { createIndex } from "../operations/remake.ts";
import { formatName } from "../schema/names.ts";
import type { Index, Table } from "../schema/schema.ts";
import type { Unit } from "./change.ts";
import { equalityOf } from "./equality.ts";
import { diffNamed, type Claimed } from "./named.ts";
import type { DiffRules } from "./rules.ts";

/** Compare the indexes of a table; one that needs a replaced column is made again. */
export function diffIndexes(
  live: Table,
  wanted: Table,
  rules: DiffRules,
  replaced: ReadonlySet<string>,
  claimed: Claimed,
): readonly Unit[] {
  const table = formatName(wanted);
  return diffNamed<Index>(live.indexes, wanted.indexes, {
    alike: equalityOf(rules).index,
    lost: (index) => [...replaced].some((column) => indexNeeds(index, column)),
    create: (index) => createIndex(table, index),
    drop: (index) => make.dropIndex(table, index.name ?? ""),
    rename: (from, to) => make.renameIndex(table, from, to),
    claimed,
  });
}
