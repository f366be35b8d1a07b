import type { Operation } from "../operations/operations.ts";
import { constraintsOf } from "../schema/lookup.ts";
import type { ConstraintName, Table } from "../schema/schema.ts";
import { unit, type Unit } from "./change.ts";
import { mustRename, sameLabel } from "./equality.ts";
import { match } from "./match.ts";

/** What is asked of the constraints or indexes of a table when two lists of them are compared. */
export interface NamedRules<T> {
  readonly alike: (live: T, wanted: T) => boolean;
  readonly lost: (live: T) => boolean;
  readonly create: (item: T) => Operation;
  readonly drop: (item: T) => Operation;
  readonly rename: (from: string, to: string) => Operation;
  /** Names that were given to things of the wanted table: what has one of them by default gives way. */
  readonly claimed: Claimed;
}

/** Whether a name was given to something of the wanted structure that cannot share it. */
export type Claimed = (name: string) => boolean;

/** For each table: the names that were given to its constraints and indexes, and to indexes and keys of the other tables in its namespace. */
export function claimsOf(tables: readonly Table[]): (table: Table) => Claimed {
  const inNamespace = new Map<string | null, Set<string>>();
  for (const { schema, primaryKey, uniques, indexes } of tables) {
    const names = inNamespace.get(schema) ?? new Set();
    inNamespace.set(schema, names);
    for (const name of givenNames([...(primaryKey === null ? [] : [primaryKey]), ...uniques, ...indexes]))
      names.add(name);
  }
  return (table) => {
    const own = new Set(givenNames(constraintsOf(table).map(({ constraint }) => constraint)));
    return (name) => own.has(name) || inNamespace.get(table.schema)?.has(name) === true;
  };
}

function givenNames(items: readonly ConstraintName[]): readonly string[] {
  return items.flatMap(({ name, nameExplicit }) => (name === null || !nameExplicit ? [] : [name]));
}

/** Compare two lists of constraints or indexes: by what they are first, and by their names only where a user gave them. */
export function diffNamed<T extends ConstraintName>(
  live: readonly T[],
  wanted: readonly T[],
  { alike, lost, create, drop, rename, claimed }: NamedRules<T>,
): readonly Unit[] {
  const { both, gone, added } = match(live, wanted, (a, b) => sameLabel(a, b) && alike(a, b), alike);
  const kept = both.flatMap(([from, to]): readonly Unit[] => {
    const givesWay = from.name !== null && from.name !== to.name && claimed(from.name);
    if (givesWay && (lost(from) || to.name === null)) return [unit(drop(from)), unit(create(to))];
    if (lost(from)) {
      return [unit(drop(from)), unit(create(to.nameExplicit ? to : { ...to, name: from.name }))];
    }
    // A constraint without a name (SQLite) would have to be made again: a name alone is not worth that.
    if (!(givesWay || mustRename(from, to)) || to.name === null || from.name === null) return [];
    return [unit(rename(from.name, to.name))];
  });
  return [...kept, ...gone.map((item) => unit(drop(item))), ...added.map((item) => unit(create(item)))];
}
