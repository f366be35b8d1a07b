import type { Column, Identity, IndexKey, IndexTraits } from "../schema/schema.ts";
import { either, flag, listOf, maybe, name, number, object, oneOf, text, type Form } from "./form.ts";
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
export const names = listOf(name);
/** Text that may be left out. */
export const shown = maybe(text);
/** How a sequence counts. */
export const sequenceCount = {
  start: shown,
  increment: shown,
  min: shown,
  max: shown,
  cache: shown,
  cycle: maybe(flag),
} as const;
/** How a column is computed. */
export const generated = object<GeneratedSpec>({ expression: text, stored: maybe(flag) });
/** The sequence of a column's own. */
export const identity = object<Identity>({ ...sequenceCount, always: maybe(flag), sequence: shown });
/** How long values are stored. */
export const storage = oneOf("plain", "external", "extended", "main");
/** A column. */
export const column = {
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
/** Options of `WITH (…)`. */
export const options = maybe(listOf(listOf(text)));
const indexTraits = {
  include: maybe(names),
  with: options,
  clustered: maybe(flag),
  replicaIdentity: maybe(flag),
} as const satisfies { readonly [K in keyof IndexTraits]: Form };
/** A primary key. */
export const primaryKey = object<PrimaryKeySpec>({
  ...constraint,
  ...indexTraits,
  columns: names,
  deferrable,
  onConflict: conflict,
});
/** A unique constraint. */
export const unique = object<UniqueSpec>({
  ...constraint,
  ...indexTraits,
  columns: names,
  nullsNotDistinct: maybe(flag),
  deferrable,
  onConflict: conflict,
});
/** A check. */
export const check = object<CheckSpec>({
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
export const foreignKey = object<ForeignKeySpec>({
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
export const index = object<IndexSpec>({
  ...constraint,
  columns: listOf(either(name, indexKey)),
  unique: maybe(flag),
  nullsNotDistinct: maybe(flag),
  method: shown,
  ...indexTraits,
  where: shown,
});
/** A constraint, by its name or by what it is. */
export const constraintRef = either(
  name,
  object<{ readonly unique?: unknown; readonly foreignKey?: unknown; readonly check?: unknown }>({
    unique: maybe(names),
    foreignKey: maybe(names),
    check: shown,
  }),
);
/** A table. */
export const table = object<TableSpec>({
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
