import { make } from "../operations/make.ts";
import type { Operation } from "../operations/operations.ts";
import { createConstraint, createIndex, dropConstraint } from "../operations/remake.ts";
import { indexNeeds } from "../operations/column-changes.ts";
import { formatName } from "../schema/names.ts";
import { sameData } from "../collections.ts";
import type {
  Check,
  ConstraintName,
  ForeignKey,
  Index,
  PrimaryKey,
  Table,
  Unique,
} from "../schema/schema.ts";
import { change, unit, type Unit } from "./change.ts";
import { likenessOf, mentionsAny, mustRename, sameLabel } from "./likeness.ts";
import { match, matchByKey } from "./match.ts";
import type { DiffRules } from "./rules.ts";

/** Compare primary key, uniques, checks and indexes of a table; what involves a replaced column is made again. */
export function diffConstraints(
  live: Table,
  wanted: Table,
  rules: DiffRules,
  replaced: ReadonlySet<string>,
): readonly Unit[] {
  const table = formatName(wanted);
  const alike = likenessOf(rules);
  const lost = ({ columns }: { readonly columns: readonly string[] }): boolean =>
    columns.some((column) => replaced.has(column));
  const renamed = (from: string, to: string): Operation => make.renameConstraint(table, from, to);
  return [
    ...diffPrimaryKey(live, wanted, lost, replaced),
    ...diffList<Unique>(live.uniques, wanted.uniques, {
      alike: alike.unique,
      lost,
      create: (constraint) => createConstraint(table, { kind: "unique", constraint }),
      drop: (constraint) => dropConstraint(table, { kind: "unique", constraint }),
      rename: renamed,
    }),
    ...diffList<Check>(live.checks, wanted.checks, {
      alike: alike.check,
      lost: (check) => mentionsAny(check.expression, replaced),
      create: (constraint) => createConstraint(table, { kind: "check", constraint }),
      drop: (constraint) => dropConstraint(table, { kind: "check", constraint }),
      rename: renamed,
    }),
    ...diffList<Index>(live.indexes, wanted.indexes, {
      alike: alike.index,
      lost: (index) => [...replaced].some((column) => indexNeeds(index, column)),
      create: (index) => createIndex(table, index),
      drop: (index) => make.dropIndex(table, index.name ?? ""),
      rename: (from, to) => make.renameIndex(table, from, to),
    }),
  ];
}

/** Compare the foreign keys of a table; `lost` says which of the live ones must be made again in any case. */
export function diffForeignKeys(
  live: Table,
  wanted: Table,
  rules: DiffRules,
  lost: (key: ForeignKey) => boolean,
): readonly Unit[] {
  const table = formatName(wanted);
  return diffList<ForeignKey>(live.foreignKeys, wanted.foreignKeys, {
    alike: likenessOf(rules).foreignKey,
    lost,
    create: (constraint) => createConstraint(table, { kind: "foreignKey", constraint }),
    drop: (constraint) => dropConstraint(table, { kind: "foreignKey", constraint }),
    rename: (from, to) => make.renameConstraint(table, from, to),
  });
}

/** The primary key and AUTOINCREMENT, which is a part of it: it goes with the key and comes after it. */
function diffPrimaryKey(
  live: Table,
  wanted: Table,
  lost: (key: PrimaryKey) => boolean,
  replaced: ReadonlySet<string>,
): readonly Unit[] {
  const table = formatName(wanted);
  const keys = ({ primaryKey }: Table): readonly PrimaryKey[] => (primaryKey === null ? [] : [primaryKey]);
  const units = diffList<PrimaryKey>(keys(live), keys(wanted), {
    alike: (a, b) => sameData(a.columns, b.columns) && a.onConflict === b.onConflict,
    lost,
    create: (constraint) => createConstraint(table, { kind: "primaryKey", constraint }),
    drop: (constraint) => dropConstraint(table, { kind: "primaryKey", constraint }),
    rename: (from, to) => make.renameConstraint(table, from, to),
  });
  const remade = units.some(({ changes }) =>
    changes.some(({ operation }) => operation.kind === "dropPrimaryKey"),
  );
  const counting = matchByKey(live.columns, wanted.columns, ({ name }) => name).both.flatMap(([from, to]) => {
    const counts = from.autoincrement && !remade;
    return counts === to.autoincrement || replaced.has(to.name)
      ? []
      : [change(make.alterColumn(table, to.name, { autoincrement: to.autoincrement }))];
  });
  if (counting.length === 0) return units;
  const created = units.find(({ changes }) =>
    changes.some(({ operation }) => operation.kind === "createPrimaryKey"),
  );
  if (created === undefined) return [...units, { changes: counting, position: 0 }];
  return units.map((each) =>
    each === created ? { ...each, changes: [...each.changes, ...counting] } : each,
  );
}

interface ListRules<T> {
  readonly alike: (live: T, wanted: T) => boolean;
  readonly lost: (live: T) => boolean;
  readonly create: (item: T) => Operation;
  readonly drop: (item: T) => Operation;
  readonly rename: (from: string, to: string) => Operation;
}

function diffList<T extends ConstraintName>(
  live: readonly T[],
  wanted: readonly T[],
  { alike, lost, create, drop, rename }: ListRules<T>,
): readonly Unit[] {
  const { both, gone, added } = match(live, wanted, (a, b) => sameLabel(a, b) && alike(a, b), alike);
  const kept = both.flatMap(([from, to]): readonly Unit[] => {
    if (lost(from)) {
      return [unit(drop(from)), unit(create(to.nameExplicit ? to : { ...to, name: from.name }))];
    }
    if (!mustRename(from, to) || to.name === null) return [];
    // What has no name cannot be told to take another.
    return from.name === null ? [unit(drop(from)), unit(create(to))] : [unit(rename(from.name, to.name))];
  });
  return [...kept, ...gone.map((item) => unit(drop(item))), ...added.map((item) => unit(create(item)))];
}
