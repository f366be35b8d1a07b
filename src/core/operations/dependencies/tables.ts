import { completeTable } from "../../schema/complete.ts";
import { findTable, findView, nameOf, targetOf } from "../../schema/lookup.ts";
import { formatName, sibling } from "../../schema/names.ts";
import { namesMentioned } from "../../schema/expressions.ts";
import type { Table } from "../../schema/schema.ts";
import { constraintsKeys, constraintNames } from "./constraints.ts";
import {
  columnKey,
  columnKeys,
  foreignKeyKeys,
  indexKeys,
  indexNames,
  namespaceKeys,
  relationKey,
  shapeKey,
  tableKey,
  type DependPart,
} from "./keys.ts";

/** Namespaces, tables and views as wholes. */
export const dependenciesOfTables: DependPart<
  | "createSchema"
  | "dropSchema"
  | "createTable"
  | "dropTable"
  | "renameTable"
  | "setTableComment"
  | "createView"
  | "dropView"
> = {
  createSchema: (name) => () => ({ provides: [`schema:${name}`] }),
  dropSchema: (name) => () => ({ destroys: [`schema:${name}`] }),

  createTable: (spec) => () => {
    const table = completeTable(spec);
    return { needs: usedBy(table), provides: madeOf(table) };
  },
  dropTable: (name) => (before) => {
    const table = findTable(before, name);
    return table === null
      ? { destroys: [tableKey(name)] }
      : { releases: usedBy(table), destroys: madeOf(table) };
  },
  renameTable: (from, to) => (before) => {
    const table = findTable(before, from);
    const name = sibling(nameOf(from), to);
    return {
      destroys: table === null ? [tableKey(from)] : madeOf(table),
      provides: table === null ? [tableKey(formatName(name))] : madeOf({ ...table, ...name }),
    };
  },
  setTableComment: (table) => () => ({ needs: [tableKey(table)] }),

  createView:
    ({ name, query }) =>
    () => ({
      needs: [...namespaceKeys(name), ...readBy(name, namesMentioned(query))],
      provides: viewNames(name),
    }),
  dropView: (name) => (before) => {
    const view = findView(before, name);
    const reads = view === null ? [] : [...view.reads, ...namesMentioned(view.query)];
    return { releases: [...namespaceKeys(name), ...readBy(name, reads)], destroys: viewNames(name) };
  },
};

/** All that exists because the table does. */
function madeOf(table: Table): readonly string[] {
  const name = formatName(table);
  return [
    tableKey(name),
    shapeKey(name),
    relationKey(name, table.name),
    ...table.columns.map((column) => columnKey(name, column.name)),
    ...constraintNames(table),
    ...table.indexes.flatMap((index) => indexNames(name, index)),
  ];
}

/** All that must exist besides the table itself. */
function usedBy(table: Table): readonly string[] {
  const name = formatName(table);
  const own = new Set(madeOf(table));
  return [
    ...namespaceKeys(name),
    ...table.columns.flatMap((column) => columnKeys(name, column)),
    ...constraintsKeys({ ...table, foreignKeys: [] }),
    ...table.foreignKeys.filter((key) => targetOf(key) !== name).flatMap((key) => foreignKeyKeys(name, key)),
    ...table.indexes.flatMap((index) => indexKeys(name, index)),
  ].filter((key) => !own.has(key));
}

function viewNames(name: string): readonly string[] {
  return [`view:${formatName(nameOf(name))}`, shapeKey(name), relationKey(name, nameOf(name).name)];
}

function readBy(name: string, names: readonly string[]): readonly string[] {
  return names
    .filter((read) => read !== name)
    .flatMap((read) => [`table:${read}`, `view:${read}`, `shape:${read}`, `enum:${read}`]);
}
