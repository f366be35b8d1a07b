import type {
  CheckSpec,
  ColumnChange,
  ColumnSpec,
  EnumSpec,
  ForeignKeySpec,
  IdentitySpec,
  IndexKeySpec,
  IndexSpec,
  GeneratedSpec,
  PolicySpec,
  PrimaryKeySpec,
  SequenceSpec,
  TableColumnSpec,
  TableSpec,
  UniqueSpec,
  ViewSpec,
} from "../operations/spec.ts";
import { twoPrimaryKeys } from "../errors/schema.ts";
import { nameOf } from "./lookup.ts";
import { mayBeLong, typeOfSql } from "./types.ts";
import type {
  Check,
  Column,
  ConstraintName,
  EnumType,
  ForeignKey,
  Generated,
  Identity,
  Index,
  IndexKey,
  IndexTraits,
  Policy,
  PrimaryKey,
  Sequence,
  SequenceOptions,
  Table,
  TypeText,
  Unique,
  View,
} from "./schema.ts";

/** The table that a specification stands for, without indexes and triggers. Throws two-primary-keys. */
export function completeTable(spec: TableSpec): Table {
  return {
    ...nameOf(spec.name),
    columns: spec.columns.map(completeColumn),
    primaryKey: primaryKeyOf(spec),
    uniques: [...spec.columns.flatMap(uniqueOf), ...(spec.uniques ?? [])].map(completeUnique),
    checks: (spec.checks ?? []).map(completeCheck),
    foreignKeys: [...spec.columns.flatMap(foreignKeyOf), ...(spec.foreignKeys ?? [])].map(completeForeignKey),
    indexes: [],
    triggers: [],
    attachments: [],
    rowSecurity: spec.rowSecurity ?? false,
    forcedRowSecurity: spec.forcedRowSecurity ?? false,
    policies: [],
    strict: spec.strict ?? false,
    withoutRowid: spec.withoutRowid ?? false,
    comment: spec.comment ?? null,
  };
}

function primaryKeyOf({ name, columns, primaryKey }: TableSpec): PrimaryKey | null {
  const said = [
    ...columns.flatMap((column) => (column.primaryKey === true ? [{ columns: [column.name] }] : [])),
    ...(primaryKey == null ? [] : [primaryKey]),
  ];
  if (said.length > 1) throw twoPrimaryKeys(name);
  return said[0] === undefined ? null : completePrimaryKey(said[0]);
}

function uniqueOf({ name, unique }: TableColumnSpec): readonly UniqueSpec[] {
  return unique == null ? [] : [{ columns: [name], ...(unique === true ? {} : { name: unique }) }];
}

function foreignKeyOf({ name, references }: TableColumnSpec): readonly ForeignKeySpec[] {
  if (references == null) return [];
  const { table, column, ...rest } = references;
  return [{ columns: [name], references: { table, columns: [column] }, ...rest }];
}

/** The column that a specification stands for. */
export function completeColumn(spec: ColumnSpec): Column {
  return {
    name: spec.name,
    type: typeOfSql(spec.type),
    nullable: spec.nullable ?? true,
    default: spec.default ?? null,
    generated: spec.generated == null ? null : completeGenerated(spec.generated),
    identity: spec.identity == null ? null : completeIdentity(spec.identity),
    collation: spec.collation ?? null,
    autoincrement: spec.autoincrement ?? false,
    storage: spec.storage ?? null,
    statistics: spec.statistics ?? null,
    comment: spec.comment ?? null,
  };
}

/** The column after a change. */
export function changeColumn(column: Column, change: ColumnChange): Column {
  const { using: _using, type, generated, identity, ...plain } = change;
  return {
    ...column,
    ...plain,
    ...(type === undefined ? {} : retyped(column, change, typeOfSql(type))),
    ...(generated === undefined
      ? {}
      : { generated: generated === null ? null : completeGenerated(generated) }),
    ...(identity === undefined ? {} : { identity: identity === null ? null : completeIdentity(identity) }),
  };
}

/** How values are stored stays where the new type can be stored so, as it does with values that may be long. */
function retyped(column: Column, change: ColumnChange, type: TypeText): Partial<Column> {
  const stays = change.storage !== undefined || (mayBeLong(column.type) && mayBeLong(type));
  return stays ? { type } : { type, storage: null };
}

/** The generation that a specification stands for; computed on reading unless it says `stored`. */
export function completeGenerated(spec: GeneratedSpec): Generated {
  return { expression: spec.expression, stored: spec.stored ?? false };
}

/** The identity that a specification stands for; `BY DEFAULT` unless it says `always`. */
export function completeIdentity(spec: IdentitySpec): Identity {
  return {
    always: spec.always ?? false,
    sequence: spec.sequence ?? null,
    ...completeOptions(spec),
  };
}

/** The sequence that a specification stands for: of `bigint` unless it says otherwise. */
export function completeSequence(spec: SequenceSpec): Sequence {
  return { ...nameOf(spec.name), type: spec.type ?? "bigint", ...completeOptions(spec), ownedBy: null };
}

/** The policy that a specification stands for. */
export function completePolicy(spec: PolicySpec): Policy {
  return {
    name: spec.name,
    permissive: spec.permissive ?? true,
    command: spec.command ?? "all",
    roles: spec.roles ?? ["public"],
    using: spec.using ?? null,
    check: spec.check ?? null,
  };
}

/** The primary key that a specification stands for. */
export function completePrimaryKey(spec: PrimaryKeySpec): PrimaryKey {
  return {
    ...completeConstraint(spec),
    ...completeTraits(spec),
    columns: spec.columns,
    deferrable: spec.deferrable ?? null,
    onConflict: spec.onConflict ?? null,
  };
}

/** The unique constraint that a specification stands for. */
export function completeUnique(spec: UniqueSpec): Unique {
  return {
    ...completeConstraint(spec),
    ...completeTraits(spec),
    columns: spec.columns,
    nullsNotDistinct: spec.nullsNotDistinct ?? false,
    deferrable: spec.deferrable ?? null,
    onConflict: spec.onConflict ?? null,
  };
}

/** The check that a specification stands for. */
export function completeCheck(spec: CheckSpec): Check {
  return {
    ...completeConstraint(spec),
    expression: spec.expression,
    validated: spec.validated ?? true,
    noInherit: spec.noInherit ?? false,
  };
}

/** The foreign key that a specification stands for. */
export function completeForeignKey(spec: ForeignKeySpec): ForeignKey {
  const { schema, name } = nameOf(spec.references.table);
  return {
    ...completeConstraint(spec),
    columns: spec.columns,
    references: { schema, table: name, columns: spec.references.columns },
    onUpdate: spec.onUpdate ?? null,
    onDelete: spec.onDelete ?? null,
    onDeleteColumns: spec.onDeleteColumns ?? null,
    matchFull: spec.matchFull ?? false,
    deferrable: spec.deferrable ?? null,
    validated: spec.validated ?? true,
  };
}

/** The index that a specification stands for. */
export function completeIndex(spec: IndexSpec): Index {
  return {
    ...completeConstraint(spec),
    ...completeTraits(spec),
    unique: spec.unique ?? false,
    nullsNotDistinct: spec.nullsNotDistinct ?? false,
    method: spec.method ?? "btree",
    keys: spec.columns.map(completeIndexKey),
    where: spec.where ?? null,
  };
}

/** The enumerated type that a specification stands for. */
export function completeEnum(spec: EnumSpec): EnumType {
  return { ...nameOf(spec.name), values: spec.values };
}

/** The view that a specification stands for; `reads` are keys of what its query reads. */
export function completeView(spec: ViewSpec, reads: readonly string[]): View {
  return {
    ...nameOf(spec.name),
    query: spec.query,
    materialized: spec.materialized ?? false,
    columns: spec.columns ?? null,
    with: spec.with ?? [],
    accessMethod: spec.accessMethod ?? null,
    tablespace: spec.tablespace ?? null,
    populated: spec.populated ?? true,
    attachments: spec.attachments ?? [],
    reads,
    outputs: spec.columns ?? null,
  };
}

function completeOptions(spec: {
  readonly [K in keyof SequenceOptions]?: SequenceOptions[K] | null;
}): SequenceOptions {
  return {
    start: spec.start ?? null,
    increment: spec.increment ?? null,
    min: spec.min ?? null,
    max: spec.max ?? null,
    cache: spec.cache ?? null,
    cycle: spec.cycle ?? false,
  };
}

function completeIndexKey(spec: IndexKeySpec): IndexKey {
  const key = typeof spec === "string" ? { column: spec } : spec;
  return {
    column: key.column ?? null,
    expression: key.expression ?? null,
    descending: key.descending ?? false,
    nulls: key.nulls ?? null,
    opclass: key.opclass ?? null,
    collation: key.collation ?? null,
  };
}

function completeTraits(spec: { readonly [K in keyof IndexTraits]?: IndexTraits[K] | null }): IndexTraits {
  return {
    include: spec.include ?? [],
    with: spec.with ?? [],
    clustered: spec.clustered ?? false,
    replicaIdentity: spec.replicaIdentity ?? false,
  };
}

function completeConstraint(spec: {
  readonly name?: string | null;
  readonly comment?: string | null;
}): ConstraintName {
  const name = spec.name ?? null;
  return { name, nameExplicit: name !== null, comment: spec.comment ?? null };
}
