import { nameOf, tableOf, viewOf } from "../../schema/lookup.ts";
import { formatName, sibling } from "../../schema/names.ts";
import type { Table } from "../../schema/schema.ts";
import { sparseTable, sparseView } from "../../schema/sparse.ts";
import { make } from "../make.ts";
import type { Operation } from "../operations.ts";
import { createIndex } from "../remake.ts";
import type { ReversePart } from "./reverse-part.ts";

/** Namespaces, tables and views as wholes. */
export const reverseTables: ReversePart<
  | "createSchema"
  | "dropSchema"
  | "createTable"
  | "dropTable"
  | "renameTable"
  | "setTableComment"
  | "createView"
  | "dropView"
> = {
  createSchema: (name) => () => [make.dropSchema(name)],
  dropSchema: (name) => () => [make.createSchema(name)],
  createTable: (table) => () => [make.dropTable(table.name)],
  dropTable: (name) => (before) => createWhole(tableOf(before, name)),
  renameTable: (from, to) => () => {
    const old = nameOf(from);
    return [make.renameTable(formatName(sibling(old, to)), old.name)];
  },
  setTableComment: (name) => (before) => [make.setTableComment(name, tableOf(before, name).comment)],
  createView: (view) => () => [make.dropView(view.name)],
  dropView: (name) => (before) => [make.createView(sparseView(viewOf(before, name)))],
};

/** A table together with its indexes and triggers. */
function createWhole(table: Table): readonly Operation[] {
  const name = formatName(table);
  return [
    make.createTable(sparseTable(table)),
    ...table.indexes.map((index) => createIndex(name, index)),
    // What drops the table again takes the trigger with it.
    ...table.triggers.map((trigger) => make.execute(trigger.sql, "")),
  ];
}
