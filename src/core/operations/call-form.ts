import { badCall } from "../errors/schema.ts";
import { completeTable } from "../schema/complete.ts";
import {
  anything,
  eachOf,
  flag,
  listOf,
  maybe,
  name,
  object,
  oneOf,
  orNull,
  text,
  type Form,
} from "./form.ts";
import type { Operation, OperationKind, Operations } from "./operations.ts";
import {
  check,
  column,
  constraintRef,
  foreignKey,
  index,
  names,
  options,
  primaryKey,
  sequenceCount,
  shown,
  table,
  unique,
} from "./spec-form.ts";
import type {
  ColumnChange,
  ColumnSpec,
  EnumSpec,
  PolicyChange,
  PolicySpec,
  RoleChange,
  RoleSpec,
  RowSecurityChange,
  SequenceChange,
  SequenceSpec,
  TableSpec,
  ViewChange,
  ViewSpec,
} from "./spec.ts";

/**
 * Refuse a call whose arguments are not what the operation takes: a name that is missing or misspelled, a key over a column
 * that the new table has not. An engine may take it for something else, and SQLite often does. Throws bad-call.
 */
export function requireForm({ kind, args }: Operation): void {
  const wanted: readonly Form[] = forms[kind];
  const given: readonly unknown[] = args;
  const surplus = given.slice(wanted.length).some((each) => each !== undefined);
  const wrong =
    wanted.map((form, at) => form(given[at], at === 0 ? "" : ordinal(at))).find((each) => each !== null) ??
    (surplus ? `it takes ${wanted.length === 1 ? "one argument" : `${wanted.length} arguments`}` : null) ??
    (kind === "createTable" ? strangeColumn(args[0]) : null);
  if (wrong !== null) throw badCall(kind, wrong);
}

function ordinal(at: number): string {
  return ["", "the second argument", "the third argument"][at] ?? "an argument";
}

/** What a new table says of columns that it has not, or has twice. */
function strangeColumn(spec: TableSpec): string | null {
  const columns = spec.columns.map((each) => each.name);
  const twice = columns.find((each, at) => columns.indexOf(each) !== at);
  if (twice !== undefined) return `${spec.name} is given the column ${JSON.stringify(twice)} twice`;
  const whole = completeTable(spec);
  const keys = [
    ["primaryKey", whole.primaryKey?.columns ?? []],
    ["uniques", whole.uniques.flatMap((each) => each.columns)],
    ["foreignKeys", whole.foreignKeys.flatMap((each) => each.columns)],
  ] as const;
  for (const [key, named] of keys) {
    const strange = named.find((each) => !columns.includes(each));
    if (strange !== undefined)
      return `${key} names ${JSON.stringify(strange)}, and ${spec.name} has no such column (${columns.join(", ")})`;
  }
  return null;
}

const policyCommand = oneOf("all", "select", "insert", "update", "delete");
const role = {
  createDb: maybe(flag),
  createRole: maybe(flag),
  inherit: maybe(flag),
} as const;
/** What may be changed of a column apart from its name. */
const { name: _, ...facetsOfColumn } = column;
const usingIndex = maybe(object<{ readonly usingIndex?: string }>({ usingIndex: maybe(name) }));
const concurrently = maybe(object<{ readonly concurrently?: boolean }>({ concurrently: maybe(flag) }));
const namespace = orNull(name);

type FormsOf<A extends readonly unknown[]> = { readonly [I in keyof A]-?: Form };

/** What each operation takes, argument by argument. */
const forms: { readonly [K in OperationKind]: FormsOf<Operations[K]> } = {
  createSchema: [name],
  dropSchema: [name],
  renameSchema: [name, name],
  createRole: [object<RoleSpec>({ ...role, name })],
  alterRole: [name, object<RoleChange>(role)],
  renameRole: [name, name],
  dropRole: [name, maybe(object<{ readonly madeHere?: boolean }>({ madeHere: maybe(flag) }))],
  createEnum: [object<EnumSpec>({ name, values: listOf(text) })],
  dropEnum: [name],
  renameEnum: [name, name],
  moveEnum: [name, namespace],
  addEnumValue: [
    name,
    text,
    maybe(
      object<{
        readonly before?: string;
        readonly after?: string;
      }>({ before: shown, after: shown }),
    ),
  ],
  renameEnumValue: [name, text, text],
  changeEnum: [name, listOf(text), maybe(eachOf(text))],
  createSequence: [object<SequenceSpec>({ ...sequenceCount, name, type: shown })],
  dropSequence: [name],
  renameSequence: [name, name],
  moveSequence: [name, namespace],
  alterSequence: [name, object<SequenceChange>({ ...sequenceCount, type: shown, ownedBy: anything })],
  createTable: [table],
  dropTable: [name],
  renameTable: [name, name],
  moveTable: [name, namespace],
  setTableComment: [name, orNull(text)],
  addColumn: [name, object<ColumnSpec>(column)],
  dropColumn: [name, name],
  renameColumn: [name, name, name],
  alterColumn: [name, name, object<ColumnChange>({ ...facetsOfColumn, type: shown, using: shown })],
  createPrimaryKey: [name, primaryKey, usingIndex],
  dropPrimaryKey: [name],
  createUniqueConstraint: [name, unique, usingIndex],
  createCheckConstraint: [name, check],
  createForeignKey: [name, foreignKey],
  dropConstraint: [name, constraintRef],
  validateConstraint: [name, constraintRef],
  renameConstraint: [name, name, name],
  createIndex: [name, index, concurrently],
  dropIndex: [name, name, concurrently],
  renameIndex: [name, name, name],
  setRowSecurity: [name, object<RowSecurityChange>({ enabled: maybe(flag), forced: maybe(flag) })],
  createPolicy: [
    name,
    object<PolicySpec>({
      name,
      permissive: maybe(flag),
      command: maybe(policyCommand),
      roles: maybe(listOf(name)),
      using: shown,
      check: shown,
    }),
  ],
  dropPolicy: [name, name],
  renamePolicy: [name, name, name],
  alterPolicy: [name, name, object<PolicyChange>({ roles: maybe(listOf(name)), using: shown, check: shown })],
  createView: [
    object<ViewSpec>({
      name,
      query: text,
      materialized: maybe(flag),
      columns: maybe(names),
      with: options,
      accessMethod: shown,
      tablespace: shown,
      populated: maybe(flag),
      attachments: maybe(listOf(text)),
    }),
  ],
  dropView: [name],
  alterView: [
    name,
    object<ViewChange>({ query: maybe(text), with: options, accessMethod: shown, tablespace: shown }),
  ],
  renameView: [name, name],
  moveView: [name, namespace],
  execute: [text, maybe(text)],
  bulkInsert: [name, anything, anything],
  custom: [anything, anything],
};
