import { changeColumn, completeColumn } from "../../schema/complete.ts";
import { findColumn, findTable } from "../../schema/lookup.ts";
import type { Column, Schema } from "../../schema/schema.ts";
import { columnKey, columnKeys, shapeKey, tableKey, type DependPart } from "./keys.ts";

/** Columns of tables. */
export const dependenciesOfColumns: DependPart<"addColumn" | "dropColumn" | "renameColumn" | "alterColumn"> =
  {
    addColumn: (table, column) => () => ({
      needs: [tableKey(table), ...columnKeys(table, completeColumn(column))],
      provides: [columnKey(table, column.name)],
      changes: [shapeKey(table)],
    }),

    dropColumn: (table, name) => (before) => {
      const column = columnIn(before, table, name);
      return {
        releases: column === null ? [] : columnKeys(table, column),
        destroys: [columnKey(table, name)],
        changes: [shapeKey(table)],
      };
    },

    renameColumn: (table, from, to) => () => ({
      destroys: [columnKey(table, from)],
      provides: [columnKey(table, to)],
      changes: [shapeKey(table)],
    }),

    alterColumn: (table, name, change) => (before) => {
      const column = columnIn(before, table, name);
      const changes = [columnKey(table, name), shapeKey(table)];
      if (column === null) return { needs: [tableKey(table)], changes };
      const old = columnKeys(table, column);
      const now = columnKeys(table, changeColumn(column, change));
      return {
        needs: [tableKey(table), ...now],
        releases: old.filter((key) => !now.includes(key)),
        changes,
      };
    },
  };

function columnIn(schema: Schema, name: string, column: string): Column | null {
  const table = findTable(schema, name);
  return table === null ? null : findColumn(table, column);
}
