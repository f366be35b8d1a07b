import { sameData } from "../collections.ts";
import { formatName } from "../schema/names.ts";
import type { ConstraintName, ForeignKey, Schema, Table, Unique } from "../schema/schema.ts";
import { equalityOf, sameLabel } from "./equality.ts";
import type { DiffRules } from "./rules.ts";

/**
 * The wanted schema with each thing said once: a unique constraint over the columns of the primary key, or one
 * constraint under two names, means no more than one of them. Where the live table has them all, they stay.
 */
export function saidOnce(live: Schema, wanted: Schema, rules: DiffRules): Schema {
  const known = new Map(live.tables.map((table) => [formatName(table), table]));
  const alike = equalityOf(rules);
  return {
    ...wanted,
    tables: wanted.tables.map((table) => {
      const there = known.get(formatName(table));
      return {
        ...table,
        uniques: once<Unique>(there?.uniques ?? [], table.uniques, alike.unique, (unique) =>
          repeatsKey(table, unique),
        ),
        foreignKeys: once<ForeignKey>(
          there?.foreignKeys ?? [],
          table.foreignKeys,
          alike.foreignKey,
          () => false,
        ),
      };
    }),
  };
}

/** Of those that are alike as many as the live table has, but one unless something else says it already. */
function once<T extends ConstraintName>(
  live: readonly T[],
  wanted: readonly T[],
  alike: (live: T, wanted: T) => boolean,
  isSaid: (item: T) => boolean,
): readonly T[] {
  const rank = (item: T): number =>
    live.some((other) => sameLabel(other, item) && alike(other, item)) ? 0 : item.nameExplicit ? 1 : 2;
  const kept: T[] = [];
  for (const item of [...wanted].sort((a, b) => rank(a) - rank(b))) {
    const count = (list: readonly T[]): number => list.filter((other) => alike(other, item)).length;
    if (count(kept) < Math.max(count(live), isSaid(item) ? 0 : 1)) kept.push(item);
  }
  return kept.length === wanted.length ? wanted : wanted.filter((item) => kept.includes(item));
}

function repeatsKey({ primaryKey }: Table, unique: Unique): boolean {
  return (
    primaryKey !== null &&
    sameData(primaryKey.columns, unique.columns) &&
    !unique.nullsNotDistinct &&
    unique.deferrable === null
  );
}
