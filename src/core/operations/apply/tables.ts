import { noSuchObject } from "../../errors/database.ts";
import { objectExists } from "../../errors/schema.ts";
import { completeTable } from "../../schema/complete.ts";
import { mapExpressions, mapViewText, renameRelationIn } from "../../schema/expressions.ts";
import { sameName, tableOf, targetOf } from "../../schema/lookup.ts";
import { formatName, sibling } from "../../schema/names.ts";
import type { Schema, Table } from "../../schema/schema.ts";
import { refuseTaken, updateTable, without, type ApplyPart } from "./update.ts";

/** Namespaces and tables as wholes. */
export const applyTables: ApplyPart<
  "createSchema" | "dropSchema" | "createTable" | "dropTable" | "renameTable" | "setTableComment"
> = {
  createSchema: (name) => (schema) => {
    if (schema.namespaces.includes(name)) throw objectExists("schema", name, null);
    return { ...schema, namespaces: [...schema.namespaces, name] };
  },

  dropSchema: (name) => (schema) => {
    if (!schema.namespaces.includes(name)) throw noSuchObject("schema", name, null);
    return { ...schema, namespaces: without(schema.namespaces, name) };
  },

  createTable: (spec) => (schema) => {
    const table = completeTable(spec);
    refuseTaken(schema.tables, "table", table);
    refuseTaken(schema.views, "view", table);
    return { ...schema, tables: [...schema.tables, table] };
  },

  dropTable: (name) => (schema) => ({
    ...schema,
    tables: without(schema.tables, tableOf(schema, name)),
  }),

  renameTable: (from, to) => (schema) => renameTable(schema, tableOf(schema, from), to),

  setTableComment: (name, comment) => (schema) =>
    updateTable(schema, name, (table) => ({ ...table, comment })),
};

function renameTable(schema: Schema, old: Table, to: string): Schema {
  const name = sibling(old, to);
  refuseTaken(schema.tables, "table", name);
  refuseTaken(schema.views, "view", name);
  const inText = (sql: string): string => renameRelationIn(sql, old, to);
  return {
    ...schema,
    tables: schema.tables.map((table) => {
      const pointing = repoint(table, formatName(old), to);
      const triggers = pointing.triggers.map((trigger) => ({ ...trigger, sql: inText(trigger.sql) }));
      return sameName(table, old)
        ? { ...mapExpressions(pointing, inText), triggers, name: to }
        : { ...pointing, triggers };
    }),
    views: schema.views.map((view) =>
      view.reads.includes(formatName(old))
        ? {
            ...mapViewText(view, inText),
            reads: view.reads.map((key) => (key === formatName(old) ? formatName(name) : key)),
          }
        : view,
    ),
  };
}

/** Foreign keys follow their target to its new name. */
function repoint(table: Table, target: string, to: string): Table {
  return {
    ...table,
    foreignKeys: table.foreignKeys.map((key) =>
      targetOf(key) === target ? { ...key, references: { ...key.references, table: to } } : key,
    ),
  };
}
