import { formatName } from "../../core/schema/names.ts";
import type { IndexTraits, PrimaryKey, Schema, Table, Unique, View } from "../../core/schema/schema.ts";

/** What of a structure Drizzle has no words for, one thing each: `trigger stamp on users`. */
export function unsaidOf(schema: Schema): readonly string[] {
  return [...schema.tables.flatMap(ofTable), ...schema.views.flatMap(ofView)];
}

function ofTable(table: Table): readonly string[] {
  const name = formatName(table);
  const named = (kind: string, item: { readonly name: string | null }): string =>
    `${kind}${item.name === null ? "" : ` ${item.name}`} on ${name}`;
  return [
    ...when(table.strict, `STRICT of ${name}`),
    ...when(table.withoutRowid, `WITHOUT ROWID of ${name}`),
    ...when(table.forcedRowSecurity, `FORCE ROW LEVEL SECURITY of ${name}`),
    ...when(table.comment !== null, `the comment of ${name}`),
    ...table.columns.flatMap((column) => [
      ...when(column.collation !== null, `the collation of ${name}.${column.name}`),
      ...when(column.comment !== null, `the comment of ${name}.${column.name}`),
    ]),
    ...(table.primaryKey === null ? [] : ofKey(table.primaryKey, `the primary key of ${name}`)),
    ...table.uniques.flatMap((unique) => ofKey(unique, named("unique", unique))),
    ...table.checks.flatMap((check) => when(!check.validated, `NOT VALID of ${named("check", check)}`)),
    ...table.foreignKeys.flatMap((key) => [
      ...when(key.deferrable !== null, `DEFERRABLE of ${named("foreign key", key)}`),
      ...when(key.matchFull, `MATCH FULL of ${named("foreign key", key)}`),
      ...when(key.onDeleteColumns !== null, `the columns of ON DELETE of ${named("foreign key", key)}`),
      ...when(!key.validated, `NOT VALID of ${named("foreign key", key)}`),
    ]),
    ...table.indexes.flatMap((index) => [
      ...ofTraits(index, named("index", index)),
      ...when(index.nullsNotDistinct, `NULLS NOT DISTINCT of ${named("index", index)}`),
      ...when(index.comment !== null, `the comment of ${named("index", index)}`),
    ]),
    ...table.triggers.map((trigger) => named("trigger", trigger)),
    ...table.attachments.flatMap(({ drop, what }) => when(drop !== null, `${what} on ${name}`)),
  ];
}

function ofKey(key: PrimaryKey | Unique, name: string): readonly string[] {
  return [
    ...ofTraits(key, name),
    ...when(key.with.length > 0, `the storage parameters of ${name}`),
    ...when(key.onConflict !== null, `ON CONFLICT of ${name}`),
    ...when(key.deferrable !== null, `DEFERRABLE of ${name}`),
  ];
}

function ofTraits(index: IndexTraits, name: string): readonly string[] {
  return [
    ...when(index.include.length > 0, `INCLUDE of ${name}`),
    ...when(index.clustered, `CLUSTER ON ${name}`),
    ...when(index.replicaIdentity, `REPLICA IDENTITY USING INDEX of ${name}`),
  ];
}

function ofView(view: View): readonly string[] {
  return when(
    view.attachments.length > 0,
    `indexes, triggers, comments and grants of view ${formatName(view)}`,
  );
}

function when(isSo: boolean, text: string): readonly string[] {
  return isSo ? [text] : [];
}
