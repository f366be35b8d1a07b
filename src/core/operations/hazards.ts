import { completeColumn } from "../schema/complete.ts";
import { fillsItself, findColumn, findTable, findView, isOfEnum, nameOf } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type { Column, Schema } from "../schema/schema.ts";
import { interpret, type Interpreter, type Operation } from "./operations.ts";
import type { ColumnChange } from "./spec.ts";

/**
 * What may hurt: rows or values are lost, the statement fails on what rows hold, writers wait for long, or
 * code that knows the old structure stops working.
 */
export type HazardKind = "data-loss" | "may-fail" | "lock" | "breaking";

/** Something that may hurt, in one sentence without its full stop. */
export interface Hazard {
  readonly kind: HazardKind;
  readonly text: string;
}

/** What may hurt when the operation starts from this structure. */
export function hazardsOf(operation: Operation, before: Schema): readonly Hazard[] {
  return interpret(hazards, operation)(before);
}

type Find = (before: Schema) => readonly Hazard[];

const none = (): Find => () => [];
const loss = (text: string): Hazard => ({ kind: "data-loss", text });
const mayFail = (text: string): Hazard => ({ kind: "may-fail", text });
const lock = (text: string): Hazard => ({ kind: "lock", text });
const breaking = (text: string): Hazard => ({ kind: "breaking", text });

const hazards: Interpreter<Find> = {
  createSchema: none,
  dropSchema: (name) => () => [mayFail(`the schema ${name} must be empty`)],
  createEnum: none,
  dropEnum: (name) => () => [mayFail(`nothing may use the type ${name} any more`)],
  renameEnum: (from, to) => () => [breaking(`code that says ${from} must say ${to}`)],
  addEnumValue: none,
  renameEnumValue: (name, from, to) => () => [
    breaking(`code that says '${from}' of ${name} must say '${to}'`),
  ],
  changeEnum: (name, values, replace) => (before) => changeEnum(name, values, replace ?? {}, before),

  createTable: none,
  dropTable: (name) => () => [loss(`the table ${name} and its rows are dropped`)],
  renameTable: (from, to) => () => [breaking(`code that says ${from} must say ${to}`)],
  setTableComment: none,

  addColumn: (table, column) => () =>
    column.nullable === false && !fillsItself(completeColumn(column))
      ? [mayFail(`${table} must have no rows, since ${column.name} has neither a default nor NULL`)]
      : column.generated?.stored === true || column.identity != null
        ? [lock(`every row of ${table} is written again`)]
        : [],
  dropColumn: (table, name) => (before) => {
    const column = columnIn(before, table, name);
    return column !== null && column.generated !== null
      ? [breaking(`code that reads ${table}.${name} stops working`)]
      : [loss(`the values of ${table}.${name} are dropped`)];
  },
  renameColumn: (table, from, to) => () => [breaking(`code that says ${table}.${from} must say ${to}`)],
  alterColumn: (table, name, change) => (before) => {
    const column = columnIn(before, table, name);
    return column === null ? [] : alterColumn(`${table}.${name}`, column, change, table);
  },

  createPrimaryKey:
    (table, { columns }) =>
    () => [
      mayFail(`rows of ${table} that share ${listed(columns)}, or hold NULL there, are refused`),
      lock(`writers of ${table} wait while an index is built`),
    ],
  dropPrimaryKey: none,
  createUniqueConstraint:
    (table, { columns }) =>
    () => [
      mayFail(`rows of ${table} that share ${listed(columns)} are refused`),
      lock(`writers of ${table} wait while an index is built`),
    ],
  createCheckConstraint: (table, check) => () =>
    check.validated === false
      ? []
      : [
          mayFail(`rows of ${table} for which ${check.expression} is false are refused`),
          lock(`writers of ${table} wait while every row is checked`),
        ],
  createForeignKey: (table, key) => () =>
    key.validated === false
      ? []
      : [
          mayFail(
            `rows of ${table} whose ${listed(key.columns)} is not in ${key.references.table} are refused`,
          ),
          lock(`writers of ${table} and ${key.references.table} wait while every row is checked`),
        ],
  dropConstraint: none,
  renameConstraint: none,

  createIndex: (table, index, options) => () => [
    ...(index.unique === true
      ? [mayFail(`rows of ${table} that share the key of the index are refused`)]
      : []),
    ...(options?.concurrently === true ? [] : [lock(`writers of ${table} wait while the index is built`)]),
  ],
  dropIndex: none,
  renameIndex: none,

  createView: none,
  dropView: (name) => (before) =>
    findView(before, name)?.materialized === true
      ? [breaking(`code that reads ${name} stops working until it is there and filled again`)]
      : [breaking(`code that reads ${name} stops working until it is there again`)],

  execute: none,
  bulkInsert: none,
  custom: (definition, args) => () => (definition.hazards?.(args as never) ?? []).map(mayFail),
};

function changeEnum(
  name: string,
  values: readonly string[],
  replace: Readonly<Record<string, string>>,
  before: Schema,
): readonly Hazard[] {
  const type = nameOf(name);
  const old = before.enums.find((each) => formatName(each) === formatName(type))?.values ?? [];
  const gone = old.filter((value) => !values.includes(value));
  const users = before.tables
    .filter(({ columns }) => columns.some((column) => isOfEnum(column.type, type)))
    .map(formatName);
  return [
    ...gone.map((value) =>
      Object.hasOwn(replace, value)
        ? loss(`'${value}' becomes '${replace[value] ?? ""}' in every row`)
        : mayFail(`no row may hold '${value}' of ${name} any more`),
    ),
    ...(users.length === 0 ? [] : [lock(`every row of ${users.join(", ")} is written again`)]),
  ];
}

function alterColumn(name: string, column: Column, change: ColumnChange, table: string): readonly Hazard[] {
  const retyped = change.type !== undefined && change.type !== column.type;
  return [
    ...(retyped
      ? [
          mayFail(`every value of ${name} must fit ${change.type} (now ${column.type})`),
          lock(`${table} is locked while its rows are written again`),
        ]
      : []),
    ...(change.nullable === false && column.nullable ? [mayFail(`no row may hold NULL in ${name}`)] : []),
    ...(change.generated != null && column.generated === null
      ? [loss(`the values of ${name} are replaced by computed ones`)]
      : []),
  ];
}

function columnIn(schema: Schema, name: string, column: string): Column | null {
  const table = findTable(schema, name);
  return table === null ? null : findColumn(table, column);
}

function listed(columns: readonly string[]): string {
  return columns.length === 1 ? (columns[0] ?? "") : `(${columns.join(", ")})`;
}
