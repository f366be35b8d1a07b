import { badCall } from "../errors/schema.ts";
import { completeTable } from "../schema/complete.ts";
import type { Column, Identity, IndexKey } from "../schema/schema.ts";
import {
  anything,
  either,
  eachOf,
  flag,
  listOf,
  maybe,
  name,
  number,
  object,
  oneOf,
  orNull,
  text,
  type Form,
} from "./form.ts";
import type { Operation, OperationKind, Operations } from "./operations.ts";
import type {
  CheckSpec,
  ColumnChange,
  ColumnReference,
  ColumnSpec,
  EnumSpec,
  ForeignKeySpec,
  GeneratedSpec,
  IndexSpec,
  PolicyChange,
  PolicySpec,
  PrimaryKeySpec,
  RoleChange,
  RoleSpec,
  RowSecurityChange,
  SequenceChange,
  SequenceSpec,
  TableColumnSpec,
  TableSpec,
  UniqueSpec,
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
  const columns = spec.columns.map((column) => column.name);
  const twice = columns.find((column, at) => columns.indexOf(column) !== at);
  if (twice !== undefined) return `${spec.name} is given the column ${JSON.stringify(twice)} twice`;
  const { primaryKey, uniques, foreignKeys } = completeTable(spec);
  const keys = [
    ["primaryKey", primaryKey?.columns ?? []],
    ["uniques", uniques.flatMap((each) => each.columns)],
    ["foreignKeys", foreignKeys.flatMap((each) => each.columns)],
  ] as const;
  for (const [key, named] of keys) {
    const strange = named.find((column) => !columns.includes(column));
    if (strange !== undefined)
      return `${key} names ${JSON.stringify(strange)}, and ${spec.name} has no such column (${columns.join(", ")})`;
  }
  return null;
}

const names = listOf(name);
const shown = maybe(text);
const sequenceCount = {
  start: shown,
  increment: shown,
  min: shown,
  max: shown,
  cache: shown,
  cycle: maybe(flag),
} as const;
const generated = object<GeneratedSpec>({ expression: text, stored: maybe(flag) });
const identity = object<Identity>({ ...sequenceCount, always: maybe(flag), sequence: shown });
const storage = oneOf("plain", "external", "extended", "main");
const column = {
  name,
  type: text,
  nullable: maybe(flag),
  default: shown,
  generated: maybe(generated),
  identity: maybe(identity),
  collation: shown,
  autoincrement: maybe(flag),
  storage: maybe(storage),
  statistics: maybe(number),
  comment: shown,
} as const satisfies { readonly [K in keyof Column]: Form };
const constraint = { name: maybe(name), comment: shown } as const;
const conflict = maybe(oneOf("rollback", "fail", "ignore", "replace"));
const deferrable = maybe(oneOf("immediate", "deferred"));
const action = maybe(oneOf("cascade", "restrict", "set null", "set default"));
const primaryKey = object<PrimaryKeySpec>({ ...constraint, columns: names, onConflict: conflict });
const unique = object<UniqueSpec>({
  ...constraint,
  columns: names,
  nullsNotDistinct: maybe(flag),
  deferrable,
  onConflict: conflict,
});
const check = object<CheckSpec>({
  ...constraint,
  expression: text,
  validated: maybe(flag),
  noInherit: maybe(flag),
});
const reference = {
  ...constraint,
  onUpdate: action,
  onDelete: action,
  onDeleteColumns: maybe(names),
  matchFull: maybe(flag),
  deferrable,
  validated: maybe(flag),
} as const;
const foreignKey = object<ForeignKeySpec>({
  ...reference,
  columns: names,
  references: object<ForeignKeySpec["references"]>({ table: name, columns: names }),
});
const indexKey = object<IndexKey>({
  column: maybe(name),
  expression: shown,
  descending: maybe(flag),
  nulls: maybe(oneOf("first", "last")),
  opclass: shown,
  collation: shown,
});
const options = maybe(listOf(listOf(text)));
const index = object<IndexSpec>({
  ...constraint,
  columns: listOf(either(name, indexKey)),
  unique: maybe(flag),
  nullsNotDistinct: maybe(flag),
  method: shown,
  include: maybe(names),
  with: options,
  where: shown,
});
const policyCommand = oneOf("all", "select", "insert", "update", "delete");
const constraintRef = either(
  name,
  object<{ readonly unique?: unknown; readonly foreignKey?: unknown; readonly check?: unknown }>({
    unique: maybe(names),
    foreignKey: maybe(names),
    check: shown,
  }),
);
const table = object<TableSpec>({
  name,
  columns: listOf(
    object<TableColumnSpec>({
      ...column,
      primaryKey: maybe(flag),
      unique: maybe(either(flag, name)),
      references: maybe(object<ColumnReference>({ ...reference, table: name, column: name })),
    }),
  ),
  primaryKey: maybe(primaryKey),
  uniques: maybe(listOf(unique)),
  checks: maybe(listOf(check)),
  foreignKeys: maybe(listOf(foreignKey)),
  strict: maybe(flag),
  withoutRowid: maybe(flag),
  comment: shown,
  rowSecurity: maybe(flag),
  forcedRowSecurity: maybe(flag),
});
const role = {
  createDb: maybe(flag),
  createRole: maybe(flag),
  inherit: maybe(flag),
} as const;
const usingIndex = maybe(object<{ readonly usingIndex?: string }>({ usingIndex: maybe(name) }));
const concurrently = maybe(object<{ readonly concurrently?: boolean }>({ concurrently: maybe(flag) }));
const namespace = orNull(name);

/** What each operation takes, argument by argument. */
const forms: { readonly [K in OperationKind]: { readonly [I in keyof Operations[K]]-?: Form } } = {
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
    maybe(object<{ readonly before?: string; readonly after?: string }>({ before: shown, after: shown })),
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
  alterColumn: [
    name,
    name,
    object<ColumnChange>({
      type: shown,
      using: shown,
      nullable: maybe(flag),
      default: shown,
      generated: maybe(generated),
      identity: maybe(identity),
      collation: shown,
      autoincrement: maybe(flag),
      storage: maybe(storage),
      statistics: maybe(number),
      comment: shown,
    }),
  ],
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
  alterView: [name, object<ViewChange>({ with: options, accessMethod: shown, tablespace: shown })],
  renameView: [name, name],
  moveView: [name, namespace],
  execute: [text, maybe(text)],
  bulkInsert: [name, anything, anything],
  custom: [anything, anything],
};
