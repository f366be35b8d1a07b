import { constraintOf, indexOf, refTo, tableOf } from "../../schema/lookup.ts";
import { completeCheck, completeForeignKey, completeUnique } from "../../schema/complete.ts";
import { sparseIndex, sparsePrimaryKey } from "../../schema/sparse.ts";
import { make } from "../make.ts";
import type { Operations } from "../operations.ts";
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

  dropPrimaryKey: (name) => (before) => {
    const { primaryKey } = tableOf(before, name);
    return primaryKey === null ? null : [make.createPrimaryKey(name, sparsePrimaryKey(primaryKey))];
  },

  createUniqueConstraint: (table, spec) => () => [
    make.dropConstraint(table, refTo({ kind: "unique", constraint: completeUnique(spec) })),
  ],
  createCheckConstraint: (table, spec) => () => [
    make.dropConstraint(table, refTo({ kind: "check", constraint: completeCheck(spec) })),
  ],
  createForeignKey: (table, spec) => () => [
    make.dropConstraint(table, refTo({ kind: "foreignKey", constraint: completeForeignKey(spec) })),
  ],

  dropConstraint: (name, ref) => (before) => [
    createConstraint(name, constraintOf(tableOf(before, name), ref)),
  ],
  renameConstraint: (table, from, to) => () => [make.renameConstraint(table, to, from)],

  // Without a name only the database knows what to drop.
  createIndex: (table, index, options) => () =>
    index.name == null ? null : [make.dropIndex(table, index.name, ...maybe(options))],
  dropIndex: (name, index, options) => (before) => [
    make.createIndex(name, sparseIndex(indexOf(tableOf(before, name), index)), ...maybe(options)),
  ],
  renameIndex: (table, from, to) => () => [make.renameIndex(table, to, from)],
};

type IndexOptions = Operations["createIndex"][2];

/** An option that is not there must not become an argument `undefined`. */
function maybe(options: IndexOptions): [] | [NonNullable<IndexOptions>] {
  return options === undefined ? [] : [options];
}
