import { objectExists } from "../errors/schema.ts";
import { completeColumn } from "../schema/complete.ts";
import { columnOf, constraintsOf, fillsItself, findColumn, isSerial, tableOf } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import { isVolatile } from "../schema/volatile.ts";
import type { Column, Table } from "../schema/schema.ts";
import { sparseColumn, sparseSequence } from "../schema/sparse.ts";
import { columnIn, dropColumn, renameColumn } from "./column-changes.ts";
import { changesTable, none, type FacetsOf } from "./facets.ts";
import { hazard, type Hazard } from "./hazard.ts";
import { columnKey, columnKeys, shapeKey, tableKey } from "./keys.ts";
import { inTable, isMoved } from "./look.ts";
import { wholeColumn } from "./loss.ts";
import { call, type Operation } from "./operations.ts";
import { attach, createConstraint, createIndex, giveOwner } from "./remake.ts";
import type { ColumnSpec } from "./spec.ts";
import { isOwner, updateTable } from "./update.ts";

/** Columns of tables as wholes. */
export const columnOperations: FacetsOf<"addColumn" | "dropColumn" | "renameColumn"> = {
  addColumn: {
    apply: ([name, spec], schema) =>
      updateTable(schema, name, (table) => {
        refuseColumn(table, spec.name);
        return { ...table, columns: [...table.columns, completeColumn(spec)] };
      }),
    reverse: ([table, { name }]) => [call("dropColumn", table, name)],
    describe: ([table, column]) => `add column ${table}.${columnText(column)}`,
    hazards: ([table, column]) => hazardsOfAdding(table, column),
    losses: none,
    present: ([name, column], live) =>
      inTable(live, name, (table) => findColumn(table, column.name) !== null),
    dependencies: ([table, column]) => ({
      needs: [tableKey(table), ...columnKeys(table, completeColumn(column))],
      provides: [columnKey(table, column.name)],
      changes: [shapeKey(table)],
    }),
    ...changesTable,
  },

  dropColumn: {
    apply([name, column], schema) {
      const owner = tableOf(schema, name);
      return {
        ...updateTable(schema, name, (table) => dropColumn(table, column)),
        sequences: schema.sequences.filter(({ ownedBy }) => !isOwner(ownedBy, owner, column)),
      };
    },
    reverse([name, column], before) {
      const table = tableOf(before, name);
      const owned = before.sequences.filter(({ ownedBy }) => isOwner(ownedBy, table, column));
      return [
        ...owned.map((sequence) => call("createSequence", sparseSequence(sequence))),
        call("addColumn", name, sparseColumn(columnOf(table, column))),
        ...owned.flatMap(giveOwner),
        ...lost(name, table, dropColumn(table, column)),
      ];
    },
    describe: ([table, column]) => `drop column ${table}.${column}`,
    hazards: ([table, name], before) =>
      isComputed(columnIn(before, table, name))
        ? [hazard("drop-computed-column", `code that reads ${table}.${name} stops working`)]
        : [],
    // What is computed from others is not lost.
    losses: ([table, name], before) =>
      isComputed(columnIn(before, table, name))
        ? []
        : [wholeColumn(`drops column ${table}.${name}`, table, name)],
    present: ([name, column], live) =>
      inTable(live, name, (table) => findColumn(table, column) === null, true),
    dependencies([table, name], before) {
      const column = columnIn(before, table, name);
      return {
        releases: column === null ? [] : columnKeys(table, column),
        destroys: [columnKey(table, name)],
        changes: [shapeKey(table)],
      };
    },
    ...changesTable,
  },

  renameColumn: {
    apply([name, from, to], schema) {
      const table = tableOf(schema, name);
      columnOf(table, from);
      refuseColumn(table, to);
      return renameColumn(schema, table, from, to);
    },
    reverse: ([table, from, to]) => [call("renameColumn", table, to, from)],
    describe: ([table, from, to]) => `rename column ${table}.${from} to ${to}`,
    hazards: ([table, from, to]) => [
      hazard("rename-column", `code that says ${table}.${from} must say ${to}`),
    ],
    losses: none,
    present: ([name, from, to], live) =>
      inTable(live, name, (table) => isMoved(findColumn(table, from), findColumn(table, to))),
    dependencies: ([table, from, to]) => ({
      destroys: [columnKey(table, from)],
      provides: [columnKey(table, to)],
      changes: [shapeKey(table)],
    }),
    ...changesTable,
  },
};

/** What makes again the constraints, indexes and attachments that a table had before and has no more. */
function lost(name: string, before: Table, after: Table): readonly Operation[] {
  const kept = new Set<unknown>([after.primaryKey, ...after.uniques, ...after.checks, ...after.foreignKeys]);
  return [
    ...constraintsOf(before)
      .filter(({ constraint }) => !kept.has(constraint))
      .map((found) => createConstraint(name, found)),
    ...before.indexes
      .filter((index) => !after.indexes.includes(index))
      .map((index) => createIndex(name, index)),
    ...before.attachments.filter((each) => !after.attachments.includes(each)).map(attach),
  ];
}

function hazardsOfAdding(table: string, spec: ColumnSpec): readonly Hazard[] {
  const column = completeColumn(spec);
  const { name, nullable, generated, identity, type } = column;
  const rewritten = `every row of ${table} is written again`;
  if (!nullable && !fillsItself(column)) {
    const text = `${table} must have no rows, since ${name} has neither a default nor NULL`;
    return [hazard("not-null-without-default", text)];
  }
  if (generated !== null) return generated.stored ? [hazard("stored-generated-column", rewritten)] : [];
  if (identity !== null || isSerial(type)) return [hazard("numbered-column", rewritten)];
  return column.default !== null && isVolatile(column.default)
    ? [hazard("volatile-default", `${rewritten} with ${column.default}`)]
    : [];
}

function isComputed(column: Column | null): boolean {
  return column !== null && column.generated !== null;
}

function columnText(column: ColumnSpec): string {
  return [
    column.name,
    column.type,
    column.nullable === false ? "not null" : "",
    column.default == null ? "" : `default ${column.default}`,
    column.generated == null ? "" : `generated as (${column.generated.expression})`,
    column.identity == null ? "" : "identity",
  ].join(" ");
}

function refuseColumn(table: Table, name: string): void {
  if (findColumn(table, name) !== null)
    throw objectExists({ kind: "column", name, inside: formatName(table) });
}
