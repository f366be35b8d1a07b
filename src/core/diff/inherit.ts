import { sameData } from "../collections.ts";
import { commonSql } from "../sql/lexical.ts";
import { speaksOf } from "../sql/written-name.ts";
import { relationReader } from "../schema/expressions.ts";
import { findColumn, targetOf } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type {
  Check,
  Column,
  ForeignKey,
  Index,
  IndexTraits,
  PrimaryKey,
  Schema,
  Table,
  Unique,
  View,
} from "../schema/schema.ts";
import { mayBeLong } from "../schema/types.ts";
import { sameBase, sameLabel } from "./equality.ts";
import { leaveKey, leaveLabels } from "./leavable.ts";
import { match, matchByKey } from "./match.ts";
import { inheritSequences } from "./sequence.ts";
import { oneForm } from "./unique-form.ts";
import type { DiffRules } from "./rules.ts";

/**
 * The wanted schema with the facts of the live one on which it is silent because Drizzle has no words for
 * them: comments, collations, triggers, deferrability and the like. They are kept, never a difference.
 */
export function inherit(live: Schema, wanted: Schema, rules: DiffRules): Schema {
  const tables = new Map(
    matchByKey(live.tables, wanted.tables, formatName).both.map(([from, to]) => [
      to,
      inheritTable(from, to, rules),
    ]),
  );
  const views = new Map(
    matchByKey(live.views, wanted.views, formatName).both.map(([from, to]) => [to, inheritView(from, to)]),
  );
  const readsOf = relationReader(wanted);
  const types = new Map(
    matchByKey(live.enums, wanted.enums, formatName).both.map(([from, to]) => [
      to,
      leaveLabels(from, to, rules),
    ]),
  );
  return {
    ...wanted,
    enums: wanted.enums.map((type) => types.get(type) ?? type),
    sequences: inheritSequences(live, wanted),
    tables: wanted.tables.map((table) => tables.get(table) ?? table),
    views: wanted.views
      .map((view) => views.get(view) ?? view)
      .map((view) => ({ ...view, reads: readsOf(view.query) })),
  };
}

function inheritTable(live: Table, table: Table, rules: DiffRules): Table {
  const wanted = rules.uniqueIndexIsConstraint ? oneForm(live, table) : table;
  const columns = matchByKey(live.columns, wanted.columns, ({ name }) => name).both;
  const same = (a: string, b: string): boolean => a === b || rules.sameExpression(a, b);
  return {
    ...wanted,
    comment: wanted.comment ?? live.comment,
    strict: wanted.strict || live.strict,
    withoutRowid: wanted.withoutRowid || live.withoutRowid,
    triggers: wanted.triggers.length > 0 ? wanted.triggers : live.triggers,
    attachments: live.attachments,
    forcedRowSecurity: wanted.forcedRowSecurity || live.forcedRowSecurity,
    columns: carry(wanted.columns, columns, inheritColumn),
    primaryKey:
      live.primaryKey === null || wanted.primaryKey === null
        ? wanted.primaryKey
        : leaveKey(live.primaryKey, inheritPrimaryKey(live.primaryKey, wanted.primaryKey, wanted), rules),
    uniques: carry(wanted.uniques, match(live.uniques, wanted.uniques, ...uniqueMeasures).both, (from, to) =>
      inheritUnique(from, to, wanted),
    ),
    checks: carry(
      wanted.checks,
      match(
        live.checks,
        wanted.checks,
        (a, b) => sameLabel(a, b) && same(a.expression, b.expression),
        (a, b) => same(a.expression, b.expression),
        // One of another expression under the same name is made anew, and is the same to who reads its comment.
        sameLabel,
      ).both,
      (from, to) => inheritCheck(from, to, same(from.expression, to.expression)),
    ),
    foreignKeys: carry(
      wanted.foreignKeys,
      match(live.foreignKeys, wanted.foreignKeys, ...foreignKeyMeasures).both,
      inheritForeignKey,
    ),
    indexes: carry(wanted.indexes, match(live.indexes, wanted.indexes, ...indexMeasures).both, (from, to) =>
      inheritIndex(from, to, wanted),
    ),
  };
}

const uniqueMeasures = [
  (a: Unique, b: Unique): boolean => sameLabel(a, b) && sameData(a.columns, b.columns),
  (a: Unique, b: Unique): boolean => sameData(a.columns, b.columns),
  sameLabel,
];

const samePointing = (a: ForeignKey, b: ForeignKey): boolean =>
  sameData(a.columns, b.columns) && sameData(a.references, b.references);
const foreignKeyMeasures = [
  (a: ForeignKey, b: ForeignKey): boolean => sameLabel(a, b) && samePointing(a, b),
  (a: ForeignKey, b: ForeignKey): boolean =>
    samePointing(a, b) && a.onDelete === b.onDelete && a.onUpdate === b.onUpdate,
  samePointing,
  (a: ForeignKey, b: ForeignKey): boolean => sameData(a.columns, b.columns) && targetOf(a) === targetOf(b),
];

const sameKeys = (a: Index, b: Index): boolean =>
  a.unique === b.unique &&
  a.method === b.method &&
  a.keys.length === b.keys.length &&
  a.keys.every((key, position) => key.column === b.keys[position]?.column);
const indexMeasures = [
  (a: Index, b: Index): boolean => sameLabel(a, b) && sameKeys(a, b),
  (a: Index, b: Index): boolean =>
    sameKeys(a, b) &&
    a.where === b.where &&
    a.keys.every((key, position) => key.expression === b.keys[position]?.expression),
  sameLabel,
];

function carry<T>(
  items: readonly T[],
  both: readonly (readonly [live: T, wanted: T])[],
  fill: (live: T, wanted: T) => T,
): readonly T[] {
  const partners = new Map(both.map(([live, wanted]) => [wanted, live]));
  return items.map((item) => {
    const partner = partners.get(item);
    return partner === undefined ? item : fill(partner, item);
  });
}

function inheritColumn(live: Column, wanted: Column): Column {
  const identity =
    wanted.identity === null || live.identity === null
      ? wanted.identity
      : { ...wanted.identity, sequence: wanted.identity.sequence ?? live.identity.sequence };
  return {
    ...wanted,
    identity,
    storage:
      wanted.storage ??
      (sameBase(live.type, wanted.type) || (mayBeLong(live.type) && mayBeLong(wanted.type))
        ? live.storage
        : null),
    statistics: wanted.statistics ?? live.statistics,
    comment: wanted.comment ?? live.comment,
    // A type of another family may have no collation at all.
    collation: wanted.collation ?? (sameBase(live.type, wanted.type) ? live.collation : null),
  };
}

function inheritPrimaryKey(live: PrimaryKey, wanted: PrimaryKey, table: Table): PrimaryKey {
  return {
    ...wanted,
    ...inheritTraits(live, wanted, table, wanted.columns),
    deferrable: wanted.deferrable ?? live.deferrable,
    onConflict: wanted.onConflict ?? live.onConflict,
    comment: wanted.comment ?? live.comment,
  };
}

function inheritUnique(live: Unique, wanted: Unique, table: Table): Unique {
  return {
    ...wanted,
    ...inheritTraits(live, wanted, table, wanted.columns),
    deferrable: wanted.deferrable ?? live.deferrable,
    onConflict: wanted.onConflict ?? live.onConflict,
    comment: wanted.comment ?? live.comment,
  };
}

function inheritCheck(live: Check, wanted: Check, isSame: boolean): Check {
  return {
    ...wanted,
    validated: wanted.validated && (live.validated || !isSame),
    noInherit: wanted.noInherit || live.noInherit,
    comment: wanted.comment ?? live.comment,
  };
}

function inheritForeignKey(live: ForeignKey, wanted: ForeignKey): ForeignKey {
  const limited = wanted.onDelete === "set null" || wanted.onDelete === "set default";
  const columns = live.onDeleteColumns?.filter((column) => wanted.columns.includes(column)) ?? [];
  return {
    ...wanted,
    onDeleteColumns: wanted.onDeleteColumns ?? (limited && columns.length > 0 ? columns : null),
    matchFull: wanted.matchFull || live.matchFull,
    comment: wanted.comment ?? live.comment,
    deferrable: wanted.deferrable ?? live.deferrable,
    validated: wanted.validated && live.validated,
  };
}

/** What the wanted index can have of the live one: its columns must be there, and rows be told apart by columns that hold no NULL. */
function inheritTraits(
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

function inheritIndex(live: Index, wanted: Index, table: Table): Index {
  const collation = (column: string | null): string | null =>
    live.keys.find((key) => key.column === column)?.collation ?? null;
  const columns = wanted.keys.map(({ column }) => column);
  const { include, clustered, replicaIdentity } = inheritTraits(live, wanted, table, columns);
  const isWhole = wanted.where === null;
  return {
    ...wanted,
    nullsNotDistinct: wanted.nullsNotDistinct || (wanted.unique && live.nullsNotDistinct),
    comment: wanted.comment ?? live.comment,
    include,
    clustered: clustered && isWhole && wanted.method === live.method,
    replicaIdentity: replicaIdentity && isWhole && wanted.unique,
    keys: wanted.keys.map((key) =>
      key.column === null ? key : { ...key, collation: key.collation ?? collation(key.column) },
    ),
  };
}

function inheritView(live: View, wanted: View): View {
  return {
    ...wanted,
    columns: wanted.columns ?? live.columns,
    populated: live.materialized === wanted.materialized ? live.populated : wanted.populated,
    attachments: wanted.attachments.length > 0 ? wanted.attachments : attachmentsLeft(live, wanted),
  };
}

/** What belongs to a view but for what is about columns that it gives no more, or about a view of another kind. */
function attachmentsLeft(live: View, wanted: View): readonly string[] {
  if (live.materialized !== wanted.materialized) return [];
  const gone = new Set(live.outputs?.filter((name) => wanted.outputs?.includes(name) === false));
  if (gone.size === 0) return live.attachments;
  return live.attachments.filter((sql) => ![...gone].some((column) => speaksOf(sql, commonSql, column)));
}
