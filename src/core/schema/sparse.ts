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
import { targetOf } from "./lookup.ts";
import { formatName } from "./names.ts";
import {
  unusual,
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
 * The shortest specification of a table: constraints of one column are written inline where that says all. Its
 * indexes and triggers are made by operations of their own.
 */
export function sparseTable(table: Table): TableSpec {
  const { primaryKey } = table;
  const key = primaryKey === null ? null : sparsePrimaryKey(primaryKey);
  const uniques = inlineConstraints(table.uniques.map(sparseUnique), ["name"]);
  const foreignKeys = inlineConstraints(table.foreignKeys.map(sparseForeignKey), foreignKeyParts);
  const isInline = key !== null && key.columns.length === 1 && Object.keys(key).length === 1;
  return {
    name: formatName(table),
    columns: table.columns.map((column): TableColumnSpec => {
      const unique = uniques.inline.get(column.name);
      const foreignKey = foreignKeys.inline.get(column.name);
      return {
        ...sparseColumn(column),
        ...(isInline && key.columns[0] === column.name ? { primaryKey: true } : {}),
        ...(unique === undefined ? {} : { unique: unique.name ?? true }),
        ...(foreignKey === undefined ? {} : { references: referenceOf(foreignKey) }),
      };
    }),
    ...(key === null || isInline ? {} : { primaryKey: key }),
    ...list("uniques", uniques.others),
    ...list("checks", table.checks.map(sparseCheck)),
    ...list("foreignKeys", foreignKeys.others),
    ...unusual(usualTable, table),
  };
}

// All but a comment may be written inline.
const { comment: _comment, ...inlineParts } = usualForeignKey;
const foreignKeyParts = ["name", "references", ...Object.keys(inlineParts)];

/** The first constraint of each column that is of it alone and has no parts but these; and the others. */
function inlineConstraints<T extends { readonly columns: readonly string[] }>(
  constraints: readonly T[],
  parts: readonly string[],
): { readonly inline: ReadonlyMap<string, T>; readonly others: readonly T[] } {
  const inline = new Map<string, T>();
  const others = constraints.filter((constraint) => {
    const [column, ...more] = constraint.columns;
    const fits = Object.keys(constraint).every((part) => part === "columns" || parts.includes(part));
    if (column === undefined || more.length > 0 || !fits || inline.has(column)) return true;
    inline.set(column, constraint);
    return false;
  });
  return { inline, others };
}

function referenceOf({ columns: _columns, references, ...rest }: ForeignKeySpec): ColumnReference {
  return { table: references.table, column: references.columns[0] ?? "", ...rest };
}

/** The shortest specification of a column. */
export function sparseColumn(column: Column): ColumnSpec {
  const { name, type, generated, identity } = column;
  return {
    name,
    type,
    ...unusual(usualColumn, { ...column, generated: null, identity: null }),
    ...(generated === null ? {} : { generated: sparseGenerated(generated) }),
    ...(identity === null ? {} : { identity: sparseIdentity(identity) }),
  };
}

/** The shortest specification of a generation. */
export function sparseGenerated(generated: Generated): GeneratedSpec {
  return { expression: generated.expression, ...unusual(usualGenerated, generated) };
}

/** The shortest specification of an identity. */
export function sparseIdentity(identity: Identity): IdentitySpec {
  return unusual(usualIdentity, identity);
}

/** The shortest specification of a sequence, but for the column that owns it. */
export function sparseSequence(sequence: Sequence): SequenceSpec {
  return { name: formatName(sequence), ...unusual(usualSequence, sequence) };
}

/** The shortest specification of a policy. */
export function sparsePolicy(policy: Policy): PolicySpec {
  return { name: policy.name, ...unusual(usualPolicy, policy) };
}

/** The shortest specification of a primary key. */
export function sparsePrimaryKey(key: PrimaryKey): PrimaryKeySpec {
  return { ...nameOf(key), columns: key.columns, ...unusual(usualPrimaryKey, key) };
}

/** The shortest specification of a unique constraint. */
export function sparseUnique(unique: Unique): UniqueSpec {
  return { ...nameOf(unique), columns: unique.columns, ...unusual(usualUnique, unique) };
}

/** The shortest specification of a check. */
export function sparseCheck(check: Check): CheckSpec {
  return { ...nameOf(check), expression: check.expression, ...unusual(usualCheck, check) };
}

/** The shortest specification of a foreign key. */
export function sparseForeignKey(key: ForeignKey): ForeignKeySpec {
  return {
    ...nameOf(key),
    columns: key.columns,
    references: { table: targetOf(key), columns: key.references.columns },
    ...unusual(usualForeignKey, key),
  };
}

/** The shortest specification of an index. */
export function sparseIndex(index: Index): IndexSpec {
  return { ...nameOf(index), columns: index.keys.map(sparseIndexKey), ...unusual(usualIndex, index) };
}

/** The specification of an enumerated type. */
export function sparseEnum(type: EnumType): EnumSpec {
  return { name: formatName(type), values: type.values };
}

/** The shortest specification of a view. */
export function sparseView(view: View): ViewSpec {
  return { name: formatName(view), query: view.query, ...unusual(usualView, view) };
}

function sparseIndexKey(key: IndexKey): IndexKeySpec {
  const spec = unusual(usualIndexKey, key);
  return Object.keys(spec).length === 1 && key.column !== null ? key.column : spec;
}

function nameOf({ name }: ConstraintName): { readonly name?: string } {
  return name === null ? {} : { name };
}

function list<K extends string, T>(key: K, items: readonly T[]): { readonly [P in K]?: readonly T[] } {
  return items.length === 0 ? {} : ({ [key]: items } as { readonly [P in K]?: readonly T[] });
}
