import { sameData } from "../collections.ts";
import type {
  CheckSpec,
  ColumnReference,
  ColumnSpec,
  EnumSpec,
  ForeignKeySpec,
  GeneratedSpec,
  IdentitySpec,
  IndexKeySpec,
  IndexSpec,
  PolicySpec,
  PrimaryKeySpec,
  SequenceSpec,
  TableColumnSpec,
  TableSpec,
  UniqueSpec,
  ViewSpec,
} from "../operations/spec.ts";
import {
  completeColumn,
  completeIdentity,
  completeIndex,
  completePolicy,
  completeSequence,
} from "./complete.ts";
import { targetOf } from "./lookup.ts";
import { formatName } from "./names.ts";
import { plainIndex } from "./schema.ts";
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
  Policy,
  PrimaryKey,
  Sequence,
  Table,
  Unique,
  View,
} from "./schema.ts";

/**
 * The shortest specification of a table: constraints of one column stand beside it where that says all. Its
 * indexes and triggers are made by operations of their own.
 */
export function sparseTable(table: Table): TableSpec {
  const { primaryKey } = table;
  const key = primaryKey === null ? null : sparsePrimaryKey(primaryKey);
  const uniques = besideColumns(table.uniques.map(sparseUnique), ["name"]);
  const foreignKeys = besideColumns(table.foreignKeys.map(sparseForeignKey), foreignKeyParts);
  const isBeside = key !== null && key.columns.length === 1 && Object.keys(key).length === 1;
  return {
    name: formatName(table),
    columns: table.columns.map((column): TableColumnSpec => {
      const unique = uniques.beside.get(column.name);
      const foreignKey = foreignKeys.beside.get(column.name);
      return {
        ...sparseColumn(column),
        ...(isBeside && key.columns[0] === column.name ? { primaryKey: true } : {}),
        ...(unique === undefined ? {} : { unique: unique.name ?? true }),
        ...(foreignKey === undefined ? {} : { references: referenceOf(foreignKey) }),
      };
    }),
    ...(key === null || isBeside ? {} : { primaryKey: key }),
    ...list("uniques", uniques.others),
    ...list("checks", table.checks.map(sparseCheck)),
    ...list("foreignKeys", foreignKeys.others),
    ...but(
      {
        strict: table.strict,
        withoutRowid: table.withoutRowid,
        comment: table.comment,
        rowSecurity: table.rowSecurity,
        forcedRowSecurity: table.forcedRowSecurity,
      },
      { strict: false, withoutRowid: false, comment: null, rowSecurity: false, forcedRowSecurity: false },
    ),
  };
}

const foreignKeyParts = [
  "name",
  "references",
  "onUpdate",
  "onDelete",
  "onDeleteColumns",
  "matchFull",
  "deferrable",
  "validated",
];

/** The first constraint of each column that is of it alone and has no parts but these; and the others. */
function besideColumns<T extends { readonly columns: readonly string[] }>(
  constraints: readonly T[],
  parts: readonly string[],
): { readonly beside: ReadonlyMap<string, T>; readonly others: readonly T[] } {
  const beside = new Map<string, T>();
  const others = constraints.filter((constraint) => {
    const [column, ...more] = constraint.columns;
    const fits = Object.keys(constraint).every((part) => part === "columns" || parts.includes(part));
    if (column === undefined || more.length > 0 || !fits || beside.has(column)) return true;
    beside.set(column, constraint);
    return false;
  });
  return { beside, others };
}

function referenceOf({ columns: _columns, references, ...rest }: ForeignKeySpec): ColumnReference {
  return { table: references.table, column: references.columns[0] ?? "", ...rest };
}

/** The shortest specification of a column. */
export function sparseColumn(column: Column): ColumnSpec {
  const { name, type, generated, identity, ...rest } = column;
  return {
    name,
    type,
    ...but(rest, completeColumn({ name, type })),
    ...(generated === null ? {} : { generated: sparseGenerated(generated) }),
    ...(identity === null ? {} : { identity: sparseIdentity(identity) }),
  };
}

/** The shortest specification of a generation. */
export function sparseGenerated({ expression, stored }: Generated): GeneratedSpec {
  return stored ? { expression, stored } : { expression };
}

/** The shortest specification of an identity. */
export function sparseIdentity(identity: Identity): IdentitySpec {
  return but(identity, completeIdentity({}));
}

/** The shortest specification of a sequence, but for the column that owns it. */
export function sparseSequence(sequence: Sequence): SequenceSpec {
  const { schema: _schema, name: _name, ownedBy: _owner, ...rest } = sequence;
  const { schema: _noSchema, name: _noName, ownedBy: _noOwner, ...usual } = completeSequence({ name: "s" });
  return { name: formatName(sequence), ...but(rest, usual) };
}

/** The shortest specification of a policy. */
export function sparsePolicy({ name, ...policy }: Policy): PolicySpec {
  const { name: _name, ...usual } = completePolicy({ name });
  return { name, ...but(policy, usual) };
}

/** The shortest specification of a primary key. */
export function sparsePrimaryKey(key: PrimaryKey): PrimaryKeySpec {
  const { name: _name, nameExplicit: _explicit, columns, ...rest } = key;
  const usual = { ...plainIndex, deferrable: null, onConflict: null, comment: null };
  return { ...sparseName(key), columns, ...but(rest, usual) };
}

/** The shortest specification of a unique constraint. */
export function sparseUnique(unique: Unique): UniqueSpec {
  const { name: _name, nameExplicit: _explicit, columns, ...rest } = unique;
  const usual = { ...plainIndex, nullsNotDistinct: false, deferrable: null, onConflict: null, comment: null };
  return { ...sparseName(unique), columns, ...but(rest, usual) };
}

/** The shortest specification of a check. */
export function sparseCheck(check: Check): CheckSpec {
  const { name: _name, nameExplicit: _explicit, expression, ...rest } = check;
  const usual = { validated: true, noInherit: false, comment: null };
  return { ...sparseName(check), expression, ...but(rest, usual) };
}

/** The shortest specification of a foreign key. */
export function sparseForeignKey(key: ForeignKey): ForeignKeySpec {
  const { name: _name, nameExplicit: _explicit, columns, references, ...rest } = key;
  const usual = {
    onUpdate: null,
    onDelete: null,
    onDeleteColumns: null,
    matchFull: false,
    deferrable: null,
    validated: true,
    comment: null,
  };
  return {
    ...sparseName(key),
    columns,
    references: { table: targetOf(key), columns: references.columns },
    ...but(rest, usual),
  };
}

/** The shortest specification of an index. */
export function sparseIndex(index: Index): IndexSpec {
  const { name: _name, nameExplicit: _explicit, keys, ...rest } = index;
  const {
    name: _usualName,
    nameExplicit: _usualExplicit,
    keys: _keys,
    ...usual
  } = completeIndex({ columns: [] });
  return { ...sparseName(index), columns: keys.map(sparseIndexKey), ...but(rest, usual) };
}

/** The specification of an enumerated type. */
export function sparseEnum(type: EnumType): EnumSpec {
  return { name: formatName(type), values: type.values };
}

/** The shortest specification of a view. */
export function sparseView(view: View): ViewSpec {
  const { schema: _schema, name: _name, query, reads: _reads, outputs: _outputs, ...rest } = view;
  return {
    name: formatName(view),
    query,
    ...but(rest, {
      materialized: false,
      columns: null,
      with: [],
      accessMethod: null,
      tablespace: null,
      populated: true,
      attachments: [],
    }),
  };
}

function sparseIndexKey(key: IndexKey): IndexKeySpec {
  const spec = but(key, {
    column: null,
    expression: null,
    descending: false,
    nulls: null,
    opclass: null,
    collation: null,
  });
  return Object.keys(spec).length === 1 && key.column !== null ? key.column : spec;
}

function sparseName({ name }: ConstraintName): { readonly name?: string } {
  return name === null ? {} : { name };
}

function list<K extends string, T>(key: K, items: readonly T[]): { readonly [P in K]?: readonly T[] } {
  return items.length === 0 ? {} : ({ [key]: items } as { readonly [P in K]?: readonly T[] });
}

/** The data without the keys that hold what is usual. */
function but<T extends object>(data: T, usual: { readonly [K in keyof T]: T[K] }): Partial<T> {
  const kept = Object.entries(data).filter(([key, value]) => !sameData(value, usual[key as keyof T]));
  return Object.fromEntries(kept) as Partial<T>;
}
