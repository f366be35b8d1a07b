import { constraintOf, indexOf, refTo, tableOf } from "../../schema/lookup.ts";
import { completeCheck, completeForeignKey, completeUnique } from "../../schema/complete.ts";
import type { Table } from "../../schema/schema.ts";
import { sparseIndex, sparsePrimaryKey } from "../../schema/sparse.ts";
import { make } from "../make.ts";
import type { Operation, Operations } from "../operations.ts";
import { createConstraint } from "../remake.ts";
import type { ReversePart } from "./reverse-part.ts";

/** Constraints and indexes of tables. */
export const reverseConstraints: ReversePart<
  | "createPrimaryKey"
  | "dropPrimaryKey"
  | "createUniqueConstraint"
  | "createCheckConstraint"
  | "createForeignKey"
  | "dropConstraint"
  | "renameConstraint"
  | "createIndex"
  | "dropIndex"
  | "renameIndex"
> = {
  createPrimaryKey: (table) => () => [make.dropPrimaryKey(table)],

  dropPrimaryKey: (name) => (before) => createKey(name, tableOf(before, name)),

  createUniqueConstraint: (table, spec) => () => [
    make.dropConstraint(table, refTo({ kind: "unique", constraint: completeUnique(spec) })),
  ],
  createCheckConstraint: (table, spec) => () => [
    make.dropConstraint(table, refTo({ kind: "check", constraint: completeCheck(spec) })),
  ],
  createForeignKey: (table, spec) => () => [
    make.dropConstraint(table, refTo({ kind: "foreignKey", constraint: completeForeignKey(spec) })),
  ],

  dropConstraint: (name, ref) => (before) => {
    const table = tableOf(before, name);
    const found = constraintOf(table, ref);
    return found.kind === "primaryKey" ? createKey(name, table) : [createConstraint(name, found)];
  },
  renameConstraint: (table, from, to) => () => [make.renameConstraint(table, to, from)],

  // Without a name only the database knows what to drop.
  createIndex: (table, index, options) => () =>
    index.name == null ? null : [make.dropIndex(table, index.name, ...maybe(options))],
  dropIndex: (name, index, options) => (before) => [
    make.createIndex(name, sparseIndex(indexOf(tableOf(before, name), index)), ...maybe(options)),
  ],
  renameIndex: (table, from, to) => () => [make.renameIndex(table, to, from)],
};

/** The primary key of a table, with the AUTOINCREMENT that went with it. */
function createKey(name: string, table: Table): readonly Operation[] | null {
  if (table.primaryKey === null) return null;
  return [
    make.createPrimaryKey(name, sparsePrimaryKey(table.primaryKey)),
    ...table.columns
      .filter((column) => column.autoincrement)
      .map((column) => make.alterColumn(name, column.name, { autoincrement: true })),
  ];
}

type IndexOptions = Operations["createIndex"][2];

/** An option that is not there must not become an argument `undefined`. */
function maybe(options: IndexOptions): [] | [NonNullable<IndexOptions>] {
  return options === undefined ? [] : [options];
}
