import { sameData } from "../collections.ts";
import {
  changeColumn,
  completeCheck,
  completeForeignKey,
  completeIndex,
  completeTable,
  completeUnique,
} from "../schema/complete.ts";
import {
  findColumn,
  findConstraint,
  findEnum,
  findIndex,
  findTable,
  findView,
  nameOf,
  refTo,
  type FoundConstraint,
} from "../schema/lookup.ts";
import { formatName, sibling } from "../schema/names.ts";
import type { Column, Schema, Table } from "../schema/schema.ts";
import { interpret, type Interpreter, type Operation } from "./operations.ts";
import type { ColumnChange, ConstraintRef } from "./spec.ts";

/** Whether the effect of an operation is in the structure already; null when the structure cannot tell. */
export function isPresent(operation: Operation, live: Schema): boolean | null {
  return interpret(present, operation)(live);
}

type Look = (live: Schema) => boolean | null;

const present: Interpreter<Look> = {
  createSchema: (name) => (live) => live.namespaces.includes(name),
  dropSchema: (name) => (live) => !live.namespaces.includes(name),

  createEnum:
    ({ name, values }) =>
    (live) =>
      hasAll(findEnum(live, name)?.values, values),
  dropEnum: (name) => (live) => findEnum(live, name) === null,
  renameEnum: (from, to) => (live) => moved(findEnum(live, from), findEnum(live, beside(from, to))),
  addEnumValue: (name, value) => (live) => hasAll(findEnum(live, name)?.values, [value]),
  renameEnumValue: (name, from, to) => (live) => {
    const values = findEnum(live, name)?.values ?? [];
    return moved(
      values.find((value) => value === from) ?? null,
      values.find((value) => value === to) ?? null,
    );
  },
  changeEnum: (name, values) => (live) => sameData(findEnum(live, name)?.values, values),

  createTable: (spec) => (live) => {
    const table = findTable(live, spec.name);
    return hasAll(
      table?.columns.map((column) => column.name),
      completeTable(spec).columns.map((column) => column.name),
    );
  },
  dropTable: (name) => (live) => findTable(live, name) === null,
  renameTable: (from, to) => (live) => moved(findTable(live, from), findTable(live, beside(from, to))),
  setTableComment: (name, comment) => (live) => inTable(live, name, (table) => table.comment === comment),

  addColumn:
    (name, { name: column }) =>
    (live) =>
      inTable(live, name, (table) => findColumn(table, column) !== null),
  dropColumn: (name, column) => (live) =>
    inTable(live, name, (table) => findColumn(table, column) === null, true),
  renameColumn: (name, from, to) => (live) =>
    inTable(live, name, (table) => moved(findColumn(table, from), findColumn(table, to))),
  alterColumn: (name, column, change) => (live) =>
    inTable(live, name, (table) => {
      const found = findColumn(table, column);
      return found === null ? false : isChanged(found, change);
    }),

  createPrimaryKey:
    (name, { columns }) =>
    (live) =>
      inTable(live, name, (table) => sameData(table.primaryKey?.columns, columns)),
  dropPrimaryKey: (name) => (live) => inTable(live, name, (table) => table.primaryKey === null, true),
  createUniqueConstraint: (name, spec) => (live) =>
    hasConstraint(live, name, { kind: "unique", constraint: completeUnique(spec) }),
  createCheckConstraint: (name, spec) => (live) =>
    hasConstraint(live, name, { kind: "check", constraint: completeCheck(spec) }),
  createForeignKey: (name, spec) => (live) =>
    hasConstraint(live, name, { kind: "foreignKey", constraint: completeForeignKey(spec) }),
  dropConstraint: (name, ref) => (live) =>
    inTable(live, name, (table) => findConstraint(table, ref) === null, true),
  renameConstraint: (name, from, to) => (live) =>
    inTable(live, name, (table) => moved(findConstraint(table, from), findConstraint(table, to))),

  createIndex: (name, spec) => (live) =>
    inTable(live, name, (table) => {
      const index = completeIndex(spec);
      if (index.name !== null) return findIndex(table, index.name) !== null;
      return table.indexes.some(({ keys, unique }) => sameData(keys, index.keys) && unique === index.unique);
    }),
  dropIndex: (name, index) => (live) =>
    inTable(live, name, (table) => findIndex(table, index) === null, true),
  renameIndex: (name, from, to) => (live) =>
    inTable(live, name, (table) => moved(findIndex(table, from), findIndex(table, to))),

  createView:
    ({ name }) =>
    (live) =>
      findView(live, name) !== null,
  dropView: (name) => (live) => findView(live, name) === null,

  execute: () => () => null,
  bulkInsert: () => () => null,
  custom: (definition, args) => (live) => definition.present?.(args as never, live) ?? null,
};

/** Both there or both not: nothing can be said. */
function moved(from: unknown, to: unknown): boolean | null {
  return (from === null) === (to === null) ? null : to !== null;
}

function hasAll(there: readonly string[] | undefined, wanted: readonly string[]): boolean {
  return there !== undefined && wanted.every((each) => there.includes(each));
}

function beside(from: string, to: string): string {
  return formatName(sibling(nameOf(from), to));
}

/** What is dropped with its table is gone, and what is made in it is not there. */
function inTable(
  live: Schema,
  name: string,
  look: (table: Table) => boolean | null,
  withoutTable = false,
): boolean | null {
  const table = findTable(live, name);
  return table === null ? withoutTable : look(table);
}

function hasConstraint(
  live: Schema,
  name: string,
  found: Exclude<FoundConstraint, { kind: "primaryKey" }>,
): boolean | null {
  const unnamed = { ...found, constraint: { ...found.constraint, name: null } } as typeof found;
  const refs: readonly ConstraintRef[] = [refTo(found), refTo(unnamed)];
  return inTable(live, name, (table) => {
    if (refs.some((ref) => findConstraint(table, ref)?.kind === found.kind)) return true;
    // The database says an expression in its own words, so another text may be the same check.
    return found.kind === "check" && found.constraint.name === null && table.checks.length > 0 ? null : false;
  });
}

/** Types and expressions that differ as text may still be the same to the engine. */
function isChanged(column: Column, { using: _using, ...change }: ColumnChange): boolean | null {
  const after = changeColumn(column, change);
  const differing = (Object.keys(after) as (keyof Column)[]).filter(
    (key) => !sameData(column[key], after[key]),
  );
  if (differing.length === 0) return true;
  const unsure = differing.every(
    (key) => ["type", "default", "generated"].includes(key) && column[key] !== null && after[key] !== null,
  );
  return unsure ? null : false;
}
