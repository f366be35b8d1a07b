import { columnOf, constraintsOf, tableOf } from "../../schema/lookup.ts";
import { sparseColumn, sparseGenerated, sparseIdentity } from "../../schema/sparse.ts";
import type { Column, Table } from "../../schema/schema.ts";
import { applyOperation } from "../apply.ts";
import { make } from "../make.ts";
import type { Operation } from "../operations.ts";
import type { ColumnChange } from "../spec.ts";
import { createConstraint, createIndex } from "../remake.ts";
import type { ReversePart } from "./reverse-part.ts";

/** Columns of tables. */
export const reverseColumns: ReversePart<"addColumn" | "dropColumn" | "renameColumn" | "alterColumn"> = {
  addColumn: (table, column) => () => [make.dropColumn(table, column.name)],

  dropColumn: (name, column) => (before) => {
    const operation = make.dropColumn(name, column);
    const old = tableOf(before, name);
    return [
      make.addColumn(name, sparseColumn(columnOf(old, column))),
      ...lost(name, old, tableOf(applyOperation(before, operation), name)),
    ];
  },

  renameColumn: (table, from, to) => () => [make.renameColumn(table, to, from)],

  alterColumn: (name, column, change) => (before) => [
    make.alterColumn(name, column, changeBack(columnOf(tableOf(before, name), column), change)),
  ],
};

/** What makes again the constraints and indexes that a table had before and has no more. */
function lost(name: string, before: Table, after: Table): readonly Operation[] {
  const kept = new Set<unknown>([after.primaryKey, ...after.uniques, ...after.checks, ...after.foreignKeys]);
  return [
    ...constraintsOf(before)
      .filter(({ constraint }) => !kept.has(constraint))
      .map((found) => createConstraint(name, found)),
    ...before.indexes
      .filter((index) => !after.indexes.includes(index))
      .map((index) => createIndex(name, index)),
  ];
}

function changeBack(old: Column, change: ColumnChange): ColumnChange {
  const all: Required<Omit<ColumnChange, "using">> = {
    type: old.type,
    nullable: old.nullable,
    default: old.default,
    generated: old.generated === null ? null : sparseGenerated(old.generated),
    identity: old.identity === null ? null : sparseIdentity(old.identity),
    collation: old.collation,
    autoincrement: old.autoincrement,
    comment: old.comment,
  };
  return Object.fromEntries(Object.entries(all).filter(([key]) => Object.hasOwn(change, key)));
}
