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
const generated: Form = object<GeneratedSpec>({
  expression: text,
  stored: maybe(flag),
});
/** The sequence of a column's own. */
const identity: Form = object<Identity>({
  ...sequenceCount,
  always: maybe(flag),
  sequence: shown,
});
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
export const primaryKey: Form = object<PrimaryKeySpec>({
  ...constraint,
  ...indexTraits,
  columns: names,
  deferrable,
  onConflict: conflict,
});
/** A unique constraint. */
export const unique: Form = object<UniqueSpec>({
  ...constraint,
  ...indexTraits,
  columns: names,
  nullsNotDistinct: maybe(flag),
  deferrable,
  onConflict: conflict,
});
/** A check. */
export const check: Form = object<CheckSpec>({
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
/** A foreign key. */
export const foreignKey: Form = object<ForeignKeySpec>({
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
/** An index. */
export const index: Form = object<IndexSpec>({
  ...constraint,
  columns: listOf(either(name, indexKey)),
  unique: maybe(flag),
  nullsNotDistinct: maybe(flag),
  method: shown,
  ...indexTraits,
  where: shown,
});
/** A constraint, by its name or by what it is. */
export const constraintRef: Form = either(
  name,
  object<{ readonly unique?: unknown; readonly foreignKey?: unknown; readonly check?: unknown }>({
    unique: maybe(names),
    foreignKey: maybe(names),
    check: shown,
  }),
);
/** A table. */
export const table: Form = object<TableSpec>({
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
