import {
  mapExpressions,
  mentionsColumn,
  renameColumnIn,
  renameColumnInTrigger,
} from "../schema/expressions.ts";
import { columnOf, findColumn, findTable, sameName, targetOf } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type { Column, Index, PrimaryKey, Schema, Table, Unique } from "../schema/schema.ts";
import { isOwner, without } from "./update.ts";

/** The column of a table, or null. */
export function columnIn(schema: Schema, name: string, column: string): Column | null {
  const table = findTable(schema, name);
  return table === null ? null : findColumn(table, column);
}

/** Whether an index cannot be without a column. */
export function indexNeeds(index: Index, column: string): boolean {
  return (
    index.include.includes(column) ||
    (index.where !== null && mentionsColumn(index.where, column)) ||
    index.keys.some(
      (key) => key.column === column || (key.expression !== null && mentionsColumn(key.expression, column)),
    )
  );
}

/** The table without a column. As PostgreSQL does: every index and constraint of the table that involves the column goes with it. */
export function dropColumn(table: Table, column: string): Table {
  const rest = ({ columns }: { readonly columns: readonly string[] }): boolean => !columns.includes(column);
  const keyRest = (key: PrimaryKey | Unique): boolean => rest(key) && !key.include.includes(column);
  return {
    ...table,
    columns: without(table.columns, columnOf(table, column)),
    primaryKey: table.primaryKey !== null && keyRest(table.primaryKey) ? table.primaryKey : null,
    uniques: table.uniques.filter(keyRest),
    checks: table.checks.filter((check) => !mentionsColumn(check.expression, column)),
    foreignKeys: table.foreignKeys.filter(
      (key) => rest(key) && !(targetOf(key) === formatName(table) && !rest(key.references)),
    ),
    indexes: table.indexes.filter((index) => !indexNeeds(index, column)),
    attachments: table.attachments.filter(rest),
  };
}

/** The structure after a column was renamed, in all that speaks of it. */
export function renameColumn(schema: Schema, owner: Table, from: string, to: string): Schema {
  const rename = (column: string): string => (column === from ? to : column);
  const key = formatName(owner);
  return {
    ...schema,
    sequences: schema.sequences.map((sequence) =>
      sequence.ownedBy !== null && isOwner(sequence.ownedBy, owner, from)
        ? { ...sequence, ownedBy: { ...sequence.ownedBy, column: to } }
        : sequence,
    ),
    tables: schema.tables.map((table) => {
      const own = sameName(table, owner) ? renameOwn(table, from, to) : table;
      return {
        ...own,
        foreignKeys: own.foreignKeys.map((foreignKey) =>
          targetOf(foreignKey) === key
            ? {
                ...foreignKey,
                references: { ...foreignKey.references, columns: foreignKey.references.columns.map(rename) },
              }
            : foreignKey,
        ),
      };
    }),
  };
}

/** The table after the rename, but for what points to it. */
function renameOwn(table: Table, from: string, to: string): Table {
  const rename = (column: string): string => (column === from ? to : column);
  const renamed = mapExpressions(table, (expression) => renameColumnIn(expression, from, to));
  return {
    ...renamed,
    columns: renamed.columns.map((column) => ({ ...column, name: rename(column.name) })),
    primaryKey: table.primaryKey === null ? null : renameInKey(table.primaryKey, rename),
    uniques: table.uniques.map((unique) => renameInKey(unique, rename)),
    foreignKeys: table.foreignKeys.map((key) => ({
      ...key,
      columns: key.columns.map(rename),
      onDeleteColumns: key.onDeleteColumns?.map(rename) ?? null,
    })),
    indexes: renamed.indexes.map((index) => ({
      ...index,
      keys: index.keys.map((key) => ({ ...key, column: key.column === null ? null : rename(key.column) })),
      include: index.include.map(rename),
    })),
    attachments: table.attachments.map((each) =>
      each.columns.includes(from)
        ? { ...each, sql: renameColumnIn(each.sql, from, to), columns: each.columns.map(rename) }
        : each,
    ),
    triggers: table.triggers.map((trigger) => ({
      ...trigger,
      sql: renameColumnInTrigger(trigger.sql, table.name, from, to),
    })),
  };
}

function renameInKey<T extends PrimaryKey | Unique>(key: T, rename: (column: string) => string): T {
  return { ...key, columns: key.columns.map(rename), include: key.include.map(rename) };
}
