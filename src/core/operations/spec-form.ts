import type { Column, Identity, IndexKey, IndexTraits, SequenceOptions } from "../schema/schema.ts";
import {
  either,
  flag,
  listOf,
  maybe,
  name,
  number,
  object,
  oneOf,
  text,
  type Form,
  type Keys,
} from "./form.ts";
import type {
  CheckSpec,
  ColumnReference,
  ForeignKeySpec,
  GeneratedSpec,
  IndexSpec,
  PrimaryKeySpec,
  TableColumnSpec,
  TableSpec,
  UniqueSpec,
} from "./spec.ts";

/** Names, one after the other. */
export const names: Form = listOf(name);
/** Text that may be left out. */
export const shown: Form = maybe(text);
/** How a sequence counts. */
export const sequenceCount: Keys<SequenceOptions> = {
  start: shown,
  increment: shown,
  min: shown,
  max: shown,
  cache: shown,
  cycle: maybe(flag),
};
/** How a column is computed. */
const generated: Form = object({
  expression: text,
  stored: maybe(flag),
} satisfies Keys<GeneratedSpec>);
/** The sequence of a column's own. */
const identity: Form = object({
  ...sequenceCount,
  always: maybe(flag),
  sequence: shown,
} satisfies Keys<Identity>);
/** How long values are stored. */
const storage: Form = oneOf("plain", "external", "extended", "main");
/** A column. */
export const column: Keys<Column> = {
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
};
const constraint = { name: maybe(name), comment: shown } as const;
const conflict = maybe(oneOf("rollback", "fail", "ignore", "replace"));
const deferrable = maybe(oneOf("immediate", "deferred"));
const action = maybe(oneOf("cascade", "restrict", "set null", "set default"));
/** Options of `WITH (…)`. */
export const options: Form = maybe(listOf(listOf(text)));
const indexTraits = {
  include: maybe(names),
  with: options,
  clustered: maybe(flag),
  replicaIdentity: maybe(flag),
} as const satisfies { readonly [K in keyof IndexTraits]: Form };
/** A primary key. */
export const primaryKey: Form = object({
  ...constraint,
  ...indexTraits,
  columns: names,
  deferrable,
  onConflict: conflict,
} satisfies Keys<PrimaryKeySpec>);
/** A unique constraint. */
export const unique: Form = object({
  ...constraint,
  ...indexTraits,
  columns: names,
  nullsNotDistinct: maybe(flag),
  deferrable,
  onConflict: conflict,
} satisfies Keys<UniqueSpec>);
/** A check. */
export const check: Form = object({
  ...constraint,
  expression: text,
  validated: maybe(flag),
  noInherit: maybe(flag),
} satisfies Keys<CheckSpec>);
const reference = {
  ...constraint,
  onUpdate: action,
  onDelete: action,
  onDeleteColumns: maybe(names),
  matchFull: maybe(flag),
  deferrable,
  validated: maybe(flag),
} as const;
/** A foreign key. */
export const foreignKey: Form = object({
  ...reference,
  columns: names,
  references: object({ table: name, columns: names } satisfies Keys<ForeignKeySpec["references"]>),
} satisfies Keys<ForeignKeySpec>);
const indexKey = object({
  column: maybe(name),
  expression: shown,
  descending: maybe(flag),
  nulls: maybe(oneOf("first", "last")),
  opclass: shown,
  collation: shown,
} satisfies Keys<IndexKey>);
/** An index. */
export const index: Form = object({
  ...constraint,
  columns: listOf(either(name, indexKey)),
  unique: maybe(flag),
  nullsNotDistinct: maybe(flag),
  method: shown,
  ...indexTraits,
  where: shown,
} satisfies Keys<IndexSpec>);
/** A constraint, by its name or by what it is. */
export const constraintRef: Form = either(
  name,
  object({
    unique: maybe(names),
    foreignKey: maybe(names),
    check: shown,
  } satisfies Keys<{ readonly unique?: unknown; readonly foreignKey?: unknown; readonly check?: unknown }>),
);
/** A table. */
export const table: Form = object({
  name,
  columns: listOf(
    object({
      ...column,
      primaryKey: maybe(flag),
      unique: maybe(either(flag, name)),
      references: maybe(object({ ...reference, table: name, column: name } satisfies Keys<ColumnReference>)),
    } satisfies Keys<TableColumnSpec>),
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
} satisfies Keys<TableSpec>);
