import { describeRef } from "../schema/lookup.ts";
import { interpret, type Interpreter, type Operation } from "./operations.ts";
import type { ColumnChange, ColumnSpec, ForeignKeySpec, IndexKeySpec } from "./spec.ts";

/** An operation in one short line: `add column users.name varchar(100) not null`. */
export function describeOperation(operation: Operation): string {
  return interpret(describing, operation).replace(/\s+/gu, " ").trim();
}

const describing: Interpreter<string> = {
  createSchema: (name) => `create schema ${name}`,
  dropSchema: (name) => `drop schema ${name}`,

  createEnum: ({ name, values }) => `create type ${name} (${listed(values)})`,
  dropEnum: (name) => `drop type ${name}`,
  renameEnum: (from, to) => `rename type ${from} to ${to}`,
  addEnumValue: (name, value, place) =>
    `add label ${value} to ${name}${place?.before === undefined ? "" : ` before ${place.before}`}${place?.after === undefined ? "" : ` after ${place.after}`}`,
  renameEnumValue: (name, from, to) => `rename label ${name}.${from} to ${to}`,
  changeEnum: (name, values) => `change labels of ${name} to ${listed(values)}`,

  createTable: ({ name, columns }) => `create table ${name} (${listed(columns.map((each) => each.name))})`,
  dropTable: (name) => `drop table ${name}`,
  renameTable: (from, to) => `rename table ${from} to ${to}`,
  setTableComment: (table, comment) =>
    comment === null ? `remove the comment of ${table}` : `comment on ${table}: ${comment}`,

  addColumn: (table, column) => `add column ${table}.${columnText(column)}`,
  dropColumn: (table, column) => `drop column ${table}.${column}`,
  renameColumn: (table, from, to) => `rename column ${table}.${from} to ${to}`,
  alterColumn: (table, column, change) => `alter column ${table}.${column}: ${changeText(change)}`,

  createPrimaryKey: (table, { columns }) => `add primary key ${table} (${listed(columns)})`,
  dropPrimaryKey: (table) => `drop primary key of ${table}`,
  createUniqueConstraint: (table, { name, columns }) => `add unique ${on(table, name)} (${listed(columns)})`,
  createCheckConstraint: (table, { name, expression }) => `add check ${on(table, name)} (${expression})`,
  createForeignKey: (table, key) => `add foreign key ${foreignKeyText(table, key)}`,
  dropConstraint: (table, ref) => `drop constraint ${describeRef(ref)} of ${table}`,
  renameConstraint: (table, from, to) => `rename constraint ${from} of ${table} to ${to}`,

  createIndex: (table, index) =>
    `create ${index.unique === true ? "unique " : ""}index ${on(table, index.name)} (${listed(index.columns.map(keyText))})${index.where == null ? "" : ` where ${index.where}`}`,
  dropIndex: (table, name) => `drop index ${name} of ${table}`,
  renameIndex: (table, from, to) => `rename index ${from} of ${table} to ${to}`,

  createView: ({ name, materialized }) =>
    `create ${materialized === true ? "materialized " : ""}view ${name}`,
  dropView: (name) => `drop view ${name}`,

  execute: (sql) => `execute ${shortened(sql)}`,
  bulkInsert: (table, rows) => `insert ${rows.length} ${rows.length === 1 ? "row" : "rows"} into ${table}`,
  custom: (definition, args) => definition.describe?.(args as never) ?? `${definition.name}(…)`,
};

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

function changeText(change: ColumnChange): string {
  const said: readonly (string | null)[] = [
    change.type === undefined ? null : `type ${change.type}`,
    change.nullable === undefined ? null : change.nullable ? "null" : "not null",
    toggled("default", change.default),
    toggled("generated", change.generated == null ? change.generated : change.generated.expression),
    toggled("identity", change.identity === undefined || change.identity === null ? change.identity : ""),
    toggled("collation", change.collation),
    change.autoincrement === undefined ? null : change.autoincrement ? "autoincrement" : "no autoincrement",
    toggled("comment", change.comment),
  ];
  return said.filter((part) => part !== null).join(", ");
}

function toggled(what: string, value: string | null | undefined): string | null {
  if (value === undefined) return null;
  return value === null ? `no ${what}` : `${what} ${value}`.trim();
}

function foreignKeyText(table: string, { name, columns, references }: ForeignKeySpec): string {
  return `${on(table, name)} (${listed(columns)}) to ${references.table} (${listed(references.columns)})`;
}

function keyText(key: IndexKeySpec): string {
  if (typeof key === "string") return key;
  return `${key.column ?? key.expression ?? ""}${key.descending === true ? " desc" : ""}`;
}

function on(table: string, name: string | null | undefined): string {
  return name == null ? `on ${table}` : `${name} on ${table}`;
}

function listed(items: readonly string[]): string {
  return items.join(", ");
}

function shortened(sql: string): string {
  const line = sql.replace(/\s+/gu, " ").trim();
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
