import type {
  CheckSpec,
  ColumnChange,
  ColumnSpec,
  EnumSpec,
  ForeignKeySpec,
  IdentitySpec,
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
import {
  filled,
  usualCheck,
  usualColumn,
  usualForeignKey,
  usualGenerated,
  usualIdentity,
  usualIndex,
  usualIndexKey,
  usualPolicy,
  usualPrimaryKey,
  usualSequence,
  usualTable,
  usualUnique,
  usualView,
} from "./usual.ts";
import type {
  Check,
  Column,
  EnumType,
  ForeignKey,
  Generated,
  Identity,
  Index,
  Policy,
  PrimaryKey,
  Sequence,
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
    policies: [],
    ...filled(usualTable, spec),
  };
}

function primaryKeyOf({ name, columns, primaryKey }: TableSpec): PrimaryKey | null {
  const said = [
    ...columns.flatMap((column) => (column.primaryKey === true ? [{ columns: [column.name] }] : [])),
    ...(primaryKey == null ? [] : [primaryKey]),
  ];
  if (said.length > 1) throw twoPrimaryKeys({ table: name });
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
    ...filled(usualColumn, {
      ...spec,
      generated: spec.generated == null ? null : completeGenerated(spec.generated),
      identity: spec.identity == null ? null : completeIdentity(spec.identity),
    }),
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

/** The generation that a specification stands for. */
export function completeGenerated(spec: GeneratedSpec): Generated {
  return { expression: spec.expression, ...filled(usualGenerated, spec) };
}

/** The identity that a specification stands for. */
export function completeIdentity(spec: IdentitySpec): Identity {
  return filled(usualIdentity, spec);
}

/** The sequence that a specification stands for. */
export function completeSequence(spec: SequenceSpec): Sequence {
  return { ...nameOf(spec.name), ...filled(usualSequence, spec), ownedBy: null };
}

/** The policy that a specification stands for. */
export function completePolicy(spec: PolicySpec): Policy {
  return { name: spec.name, ...filled(usualPolicy, spec) };
}

/** The primary key that a specification stands for. */
export function completePrimaryKey(spec: PrimaryKeySpec): PrimaryKey {
  return { ...named(spec), columns: spec.columns, ...filled(usualPrimaryKey, spec) };
}

/** The unique constraint that a specification stands for. */
export function completeUnique(spec: UniqueSpec): Unique {
  return { ...named(spec), columns: spec.columns, ...filled(usualUnique, spec) };
}

/** The check that a specification stands for. */
export function completeCheck(spec: CheckSpec): Check {
  return { ...named(spec), expression: spec.expression, ...filled(usualCheck, spec) };
}

/** The foreign key that a specification stands for. */
export function completeForeignKey(spec: ForeignKeySpec): ForeignKey {
  const { schema, name } = nameOf(spec.references.table);
  return {
    ...named(spec),
    columns: spec.columns,
    references: { schema, table: name, columns: spec.references.columns },
    ...filled(usualForeignKey, spec),
  };
}

/** The index that a specification stands for. */
export function completeIndex(spec: IndexSpec): Index {
  const keys = spec.columns.map((key) =>
    filled(usualIndexKey, typeof key === "string" ? { column: key } : key),
  );
  return { ...named(spec), keys, ...filled(usualIndex, spec) };
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
    ...filled(usualView, spec),
    reads,
    outputs: spec.columns ?? null,
    outputTypes: null,
  };
}

function named({ name = null }: { readonly name?: string | null }): {
  readonly name: string | null;
  readonly nameExplicit: boolean;
} {
  return { name, nameExplicit: name !== null };
}
