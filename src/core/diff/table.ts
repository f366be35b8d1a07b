import { dependenciesOf } from "../operations/dependencies.ts";
import { columnKey, uniqueKey } from "../operations/keys.ts";
import { make } from "../operations/make.ts";
import type { Operation } from "../operations/operations.ts";
import { attach, createConstraint, createIndex, dropConstraint } from "../operations/remake.ts";
import { targetOf } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type { EnumType, ForeignKey, Schema, Table } from "../schema/schema.ts";
import { sparseTable } from "../schema/sparse.ts";
import { operationsOf, unit, type Unit } from "./change.ts";
import { diffColumns } from "./column.ts";
import { diffConstraints } from "./constraint.ts";
import { diffForeignKeys } from "./foreign-key.ts";
import { claimsOf, type Claimed } from "./named.ts";
import { splitCycles } from "./cycles.ts";
import { byText, matchByKey } from "./match.ts";
import type { DiffRules } from "./rules.ts";

/** What becomes of the tables. */
export interface TableDiff {
  readonly units: readonly Unit[];
  /** Columns that policies may not read while they change, by the key of their table. */
  readonly moving: ReadonlyMap<string, ReadonlySet<string>>;
  /** Columns that are dropped and added again, which views may not read either. */
  readonly replaced: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Compare the tables, by name, and all that belongs to them. */
export function diffTables(
  live: Schema,
  wanted: Schema,
  rules: DiffRules,
  hasRows: (table: string) => boolean,
): TableDiff {
  const { both, gone, added } = matchByKey(live.tables, wanted.tables, formatName);
  const claims = claimsOf(wanted.tables);
  const parts = both.map(([from, to]) =>
    diffOwn(from, to, wanted.enums, claims(to), rules, hasRows(formatName(to))),
  );
  const moved = movedKeys(
    parts.flatMap(({ units }) => units),
    parts.flatMap(({ remade }) => remade),
    live,
  );
  const units = [
    ...parts.flatMap((part) => part.units),
    ...both.flatMap(([from, to]) =>
      diffForeignKeys(from, to, rules, (key) => isLost(from, key, moved, rules)),
    ),
    ...createTables(added, rules),
    ...dropTables(gone, rules),
  ];
  const columns = (list: "moving" | "replaced"): ReadonlyMap<string, ReadonlySet<string>> =>
    new Map(parts.flatMap((part) => (part[list].size === 0 ? [] : [[part.table, part[list]] as const])));
  return { units, moving: columns("moving"), replaced: columns("replaced") };
}

interface OwnDiff {
  readonly table: string;
  readonly moving: ReadonlySet<string>;
  readonly replaced: ReadonlySet<string>;
  readonly units: readonly Unit[];
  /** Keys of columns that stay but whose values become others. */
  readonly remade: readonly string[];
}

/** All of a table but its foreign keys, which depend on what becomes of other tables. */
function diffOwn(
  live: Table,
  wanted: Table,
  enums: readonly EnumType[],
  claimed: Claimed,
  rules: DiffRules,
  hasRows: boolean,
): OwnDiff {
  const table = formatName(wanted);
  const { units, replaced, remade, moving } = diffColumns(live, wanted, enums, rules, hasRows);
  return {
    table,
    moving,
    replaced,
    units: [
      ...withOwnKey([...units, ...diffConstraints(live, wanted, rules, replaced, claimed)], wanted, rules),
      ...(live.comment === wanted.comment ? [] : [unit(make.setTableComment(table, wanted.comment))]),
    ],
    remade: [...remade].map((column) => columnKey(table, column)),
  };
}

/** A table without the hidden ids of rows is never without its key, so that one goes where the next comes. */
function withKeyExchanged(units: readonly Unit[]): readonly Unit[] {
  const of = (kind: Operation["kind"]): Unit | undefined =>
    units.find(({ changes }) => changes[0]?.operation.kind === kind);
  const [drops, creates] = [of("dropPrimaryKey"), of("createPrimaryKey")];
  if (drops === undefined || creates === undefined || drops === creates) return units;
  const together = { ...creates, changes: [...drops.changes, ...creates.changes] };
  return units.flatMap((each) => (each === drops ? [] : each === creates ? [together] : [each]));
}

/** A new column that gets its values by being the primary key must not be seen without it. */
function withOwnKey(units: readonly Unit[], wanted: Table, rules: DiffRules): readonly Unit[] {
  if (wanted.withoutRowid) return withKeyExchanged(units);
  const [only, ...more] = wanted.primaryKey?.columns ?? [];
  const column = wanted.columns.find(({ name }) => name === only);
  if (column === undefined || more.length > 0 || !rules.keyFillsItself(column.type)) return units;
  const first = ({ changes }: Unit): Operation | undefined => changes[0]?.operation;
  const adds = units.find((each) => {
    const operation = first(each);
    return operation?.kind === "addColumn" && operation.args[1].name === only;
  });
  const creates = units.find((each) => first(each)?.kind === "createPrimaryKey");
  if (adds === undefined || creates === undefined) return units;
  const together = { ...adds, changes: [...adds.changes, ...creates.changes] };
  return units.flatMap((each) => (each === creates ? [] : each === adds ? [together] : [each]));
}

interface MovedKeys {
  readonly gone: ReadonlySet<string>;
  readonly remade: ReadonlySet<string>;
}

function movedKeys(units: readonly Unit[], remade: readonly string[], live: Schema): MovedKeys {
  const gone = units.flatMap(({ changes }) =>
    operationsOf(changes).flatMap((operation) => dependenciesOf(operation, live).destroys),
  );
  return { gone: new Set(gone), remade: new Set(remade) };
}

/**
 * A foreign key goes with its own columns. Where it is kept by the database itself, it also holds on to the
 * key that it points to, and to what the columns are on both sides.
 */
function isLost(owner: Table, key: ForeignKey, { gone, remade }: MovedKeys, rules: DiffRules): boolean {
  const [table, target] = [formatName(owner), targetOf(key)];
  const own = key.columns.map((column) => columnKey(table, column));
  const theirs = key.references.columns.map((column) => columnKey(target, column));
  if ([...own, ...(table === target ? theirs : [])].some((each) => gone.has(each))) return true;
  if (!rules.addsForeignKeys) return false;
  return (
    [...theirs, uniqueKey(target, key.references.columns)].some((each) => gone.has(each)) ||
    [...own, ...theirs].some((each) => remade.has(each))
  );
}

function createTables(tables: readonly Table[], rules: DiffRules): readonly Unit[] {
  const { tables: free, foreignKeys } = rules.addsForeignKeys
    ? splitCycles(tables)
    : { tables, foreignKeys: [] };
  return [
    ...free.flatMap((table) => [
      unit(
        make.createTable(sparseTable(sortedConstraints(table))),
        ...table.attachments.filter(({ drop }) => drop !== null).map(attach),
      ),
      // By themselves, so that they come after all tables: they may read any of them.
      ...table.triggers.map((trigger) => unit(make.execute(trigger.sql, ""))),
      ...table.indexes.map((index) => unit(createIndex(formatName(table), index))),
    ]),
    ...foreignKeys.map(({ table, key }) =>
      unit(createConstraint(table, { kind: "foreignKey", constraint: key })),
    ),
  ];
}

/** The order of constraints means nothing, so it must not depend on where they came from. */
function sortedConstraints(table: Table): Table {
  return {
    ...table,
    uniques: byText(table.uniques),
    checks: byText(table.checks),
    foreignKeys: byText(table.foreignKeys),
  };
}

function dropTables(tables: readonly Table[], rules: DiffRules): readonly Unit[] {
  const cyclic = rules.addsForeignKeys ? splitCycles(tables).foreignKeys : [];
  return [
    ...cyclic.map(({ table, key }) => unit(dropConstraint(table, { kind: "foreignKey", constraint: key }))),
    ...tables.map((table) => unit(make.dropTable(formatName(table)))),
  ];
}
