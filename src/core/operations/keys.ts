import { unique } from "../collections.ts";
import { namesMentioned, sequencesMentioned } from "../schema/expressions.ts";
import { findTable, nameOf, targetOf } from "../schema/lookup.ts";
import { nameOfType } from "../schema/types.ts";
import { formatName, sibling } from "../schema/names.ts";
import type { Column, OwnerColumn, ForeignKey, Index, Policy, Schema } from "../schema/schema.ts";

/** Keys by what an operation does with the things they stand for. */
export interface Dependencies {
  /** Must be there, in their last form. */
  readonly needs: readonly string[];
  /** Come into being. */
  readonly provides: readonly string[];
  /** Are there before and after, in another form. */
  readonly changes: readonly string[];
  /** Were used until now: they may be changed or dropped only afterwards. */
  readonly releases: readonly string[];
  /** Are no more. */
  readonly destroys: readonly string[];
}

/** Dependencies with the lists that were left out, each key once. */
export function gather(...parts: readonly Partial<Dependencies>[]): Dependencies {
  const all = (list: keyof Dependencies): string[] => unique(parts.flatMap((part) => part[list] ?? []));
  return {
    needs: all("needs"),
    provides: all("provides"),
    changes: all("changes"),
    releases: all("releases"),
    destroys: all("destroys"),
  };
}

/** The key of a table. */
export const tableKey = (table: string): string => `table:${formatName(nameOf(table))}`;
/** The key of all columns of a table or view together: what a view over it depends on. */
export const shapeKey = (table: string): string => `shape:${formatName(nameOf(table))}`;
/** Whether a key is that of all columns of a table. */
export const isShape = (key: string): boolean => key.startsWith("shape:");
/** The key of an enumerated type. */
export const enumKey = (name: string): string => `enum:${formatName(nameOf(name))}`;
/** The key of a sequence. */
export const sequenceKey = (name: string): string => `sequence:${formatName(nameOf(name))}`;
/** The key of a policy in its table. */
export const policyKey = (table: string, name: string): string =>
  `policy:${formatName(nameOf(table))}.${formatName({ schema: null, name })}`;
/** The key of a role. */
export const roleKey = (name: string): string => `role:${name}`;
/** The key of a column. */
export const columnKey = (table: string, column: string): string =>
  `column:${formatName(nameOf(table))}.${formatName({ schema: null, name: column })}`;
/** The key of a constraint's name in its table. */
export const constraintKey = (table: string, name: string): string =>
  `constraint:${formatName(nameOf(table))}.${formatName({ schema: null, name })}`;
/** The key of columns that identify a row, which foreign keys need. */
export const uniqueKey = (table: string, columns: readonly string[]): string =>
  `key:${formatName(nameOf(table))}(${[...columns].sort().join(",")})`;
/** The key of a name in the namespace of a table: tables, views and indexes share these. */
export const relationKey = (neighbour: string, name: string): string =>
  `relation:${formatName(sibling(nameOf(neighbour), name))}`;

/** The key of the name that a table or view of this key has; null for all other keys. */
export function nameTaken(key: string): string | null {
  const [, name] = /^(?:table|view):([^]*)$/u.exec(key) ?? [];
  return name === undefined ? null : `relation:${name}`;
}

/** The namespace that something lies in. */
export function namespaceKeys(name: string): readonly string[] {
  const { schema } = nameOf(name);
  return schema === null ? [] : [`schema:${schema}`];
}

/** Columns and types that an expression over a table's row could read. */
export function expressionKeys(table: string, ...expressions: readonly (string | null)[]): readonly string[] {
  const names = expressions.flatMap((expression) => (expression === null ? [] : namesMentioned(expression)));
  return names.flatMap((name) => [`enum:${name}`, columnKey(table, nameOf(name).name)]);
}

/** What a column is made of: its type, and what its expressions read. */
export function columnKeys(table: string, column: Column): readonly string[] {
  const own = columnKey(table, column.name);
  const read = expressionKeys(table, column.default, column.generated?.expression ?? null);
  const sequences = column.default === null ? [] : sequencesMentioned(column.default).map(sequenceKey);
  const type = nameOfType(column.type);
  return [
    ...(type === null ? [] : [`enum:${formatName(type)}`]),
    ...sequences,
    ...read.filter((key) => key !== own),
  ];
}

/** The column that a sequence goes with. */
export function ownerKeys(owner: OwnerColumn | null): readonly string[] {
  if (owner === null) return [];
  const table = formatName({ schema: owner.schema, name: owner.table });
  return [tableKey(table), columnKey(table, owner.column)];
}

/** What a policy reads, of its own table and of others, and the roles that it is for. */
export function policyKeys(
  table: string,
  { using, check, roles }: Policy,
  schema: Schema,
): readonly string[] {
  const expressions = [using, check].filter((expression) => expression !== null);
  const names = unique(expressions.flatMap(namesMentioned));
  const read = names.filter((name) => findTable(schema, name) !== null);
  return [
    ...expressionKeys(table, ...expressions),
    ...names.filter((name) => name !== table).flatMap((name) => [`table:${name}`, `view:${name}`]),
    ...read.flatMap((name) => names.map((column) => columnKey(name, nameOf(column).name))),
    ...roles.map(roleKey),
  ];
}

/** What a foreign key points with and to. */
export function foreignKeyKeys(table: string, key: ForeignKey): readonly string[] {
  const target = targetOf(key);
  return [
    ...key.columns.map((column) => columnKey(table, column)),
    tableKey(target),
    uniqueKey(target, key.references.columns),
    ...key.references.columns.map((column) => columnKey(target, column)),
  ];
}

/** What an index reads. */
export function indexKeys(table: string, index: Index): readonly string[] {
  return [
    ...index.include.map((column) => columnKey(table, column)),
    ...index.keys.flatMap((key) => (key.column === null ? [] : [columnKey(table, key.column)])),
    ...expressionKeys(table, index.where, ...index.keys.map((key) => key.expression)),
  ];
}

/** The names that an index takes, and the key that a unique one makes. */
export function indexNames(table: string, index: Index): readonly string[] {
  const columns = index.keys.map((key) => key.column);
  const plain = index.unique && index.where === null && columns.every((column) => column !== null);
  return [
    ...(index.name === null ? [] : [relationKey(table, index.name)]),
    ...(plain ? [uniqueKey(table, columns)] : []),
  ];
}
