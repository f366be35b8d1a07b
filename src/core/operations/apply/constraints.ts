import { noSuchObject } from "../../errors/database.ts";
import { objectExists } from "../../errors/schema.ts";
import {
  completeCheck,
  completeForeignKey,
  completeIndex,
  completePrimaryKey,
  completeUnique,
} from "../../schema/complete.ts";
import { constraintOf, findConstraint, indexOf, type FoundConstraint } from "../../schema/lookup.ts";
import { formatName } from "../../schema/names.ts";
import type { Schema, Table } from "../../schema/schema.ts";
import { replace, updateTable, without, type ApplyPart } from "./update.ts";

/** Constraints and indexes of tables. */
export const applyConstraints: ApplyPart<
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
  createPrimaryKey: (name, spec) => (schema) =>
    updateTable(schema, name, (table) => {
      if (table.primaryKey !== null) throw objectExists("constraint", "primary key", formatName(table));
      refuseConstraint(table, spec.name ?? null);
      return { ...table, primaryKey: completePrimaryKey(spec) };
    }),

  dropPrimaryKey: (name) => (schema) =>
    updateTable(schema, name, (table) => {
      if (table.primaryKey === null) throw noSuchObject("constraint", "primary key", formatName(table));
      return withoutKey(table);
    }),

  createUniqueConstraint: (name, spec) => (schema) =>
    addConstraint(schema, name, spec.name, (table) => ({
      ...table,
      uniques: [...table.uniques, completeUnique(spec)],
    })),

  createCheckConstraint: (name, spec) => (schema) =>
    addConstraint(schema, name, spec.name, (table) => ({
      ...table,
      checks: [...table.checks, completeCheck(spec)],
    })),

  createForeignKey: (name, spec) => (schema) =>
    addConstraint(schema, name, spec.name, (table) => ({
      ...table,
      foreignKeys: [...table.foreignKeys, completeForeignKey(spec)],
    })),

  dropConstraint: (name, ref) => (schema) =>
    updateTable(schema, name, (table) => dropConstraint(table, constraintOf(table, ref))),

  renameConstraint: (name, from, to) => (schema) =>
    updateTable(schema, name, (table) => {
      const found = constraintOf(table, from);
      refuseConstraint(table, to);
      return renameConstraint(table, found, to);
    }),

  createIndex: (name, spec) => (schema) =>
    updateTable(schema, name, (table) => {
      const index = completeIndex(spec);
      refuseIndex(schema, table, index.name);
      return { ...table, indexes: [...table.indexes, index] };
    }),

  dropIndex: (name, index) => (schema) =>
    updateTable(schema, name, (table) => ({
      ...table,
      indexes: without(table.indexes, indexOf(table, index)),
    })),

  renameIndex: (name, from, to) => (schema) =>
    updateTable(schema, name, (table) => {
      const index = indexOf(table, from);
      refuseIndex(schema, table, to);
      return {
        ...table,
        indexes: replace(table.indexes, index, { ...index, name: to, nameExplicit: true }),
      };
    }),
};

function addConstraint(
  schema: Schema,
  name: string,
  constraint: string | null | undefined,
  add: (table: Table) => Table,
): Schema {
  return updateTable(schema, name, (table) => {
    refuseConstraint(table, constraint ?? null);
    return add(table);
  });
}

function dropConstraint(table: Table, { constraint }: FoundConstraint): Table {
  return {
    ...(table.primaryKey === constraint ? withoutKey(table) : table),
    uniques: table.uniques.filter((unique) => unique !== constraint),
    checks: table.checks.filter((check) => check !== constraint),
    foreignKeys: table.foreignKeys.filter((key) => key !== constraint),
  };
}

/** AUTOINCREMENT is a part of the key. */
function withoutKey(table: Table): Table {
  return {
    ...table,
    primaryKey: null,
    columns: table.columns.map((column) =>
      column.autoincrement ? { ...column, autoincrement: false } : column,
    ),
  };
}

function renameConstraint(table: Table, { constraint }: FoundConstraint, name: string): Table {
  const rename = <T extends FoundConstraint["constraint"]>(each: T): T =>
    each === constraint ? { ...each, name, nameExplicit: true } : each;
  return {
    ...table,
    primaryKey: table.primaryKey === null ? null : rename(table.primaryKey),
    uniques: table.uniques.map(rename),
    checks: table.checks.map(rename),
    foreignKeys: table.foreignKeys.map(rename),
  };
}

function refuseConstraint(table: Table, name: string | null): void {
  if (name !== null && findConstraint(table, name) !== null) {
    throw objectExists("constraint", name, formatName(table));
  }
}

/** Indexes share their names with all others of the namespace, and with constraints that have an index. */
function refuseIndex(schema: Schema, owner: Table, name: string | null): void {
  if (name === null) return;
  const isTaken = (each: { readonly name: string | null }): boolean => each.name === name;
  for (const table of schema.tables) {
    if (table.schema !== owner.schema) continue;
    if (table.primaryKey?.name === name || table.uniques.some(isTaken) || table.indexes.some(isTaken)) {
      throw objectExists("index", name, formatName(table));
    }
  }
}
