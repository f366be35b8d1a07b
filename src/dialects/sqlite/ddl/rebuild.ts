import { unsupportedOperation } from "../../../core/errors/database.ts";
import type { Operation } from "../../../core/operations/operations.ts";
import { speaksOf } from "../../../core/sql/written-name.ts";
import { lexical } from "../lexical.ts";
import { tableOf } from "../../../core/schema/lookup.ts";
import { formatName } from "../../../core/schema/names.ts";
import type { Column, Schema, Table, View } from "../../../core/schema/schema.ts";
import { statement, type Statement } from "../../dialect.ts";
import { afterOperations } from "./after.ts";
import { nameList, temporaryPrefix } from "../identifiers.ts";
import { hasDescendingKey } from "./stored/stored.ts";
import { indexText, tableText } from "./stored/texts.ts";
import { foldName, quoteName, quoteText } from "../tokens.ts";
import { commaList, saidInSql, sql, type Sql } from "../../sql.ts";

/**
 * Recreate a table as it is after the operations: create it under a name of its own, copy the rows, drop
 * the old one, take its name. Views, and triggers and foreign keys of other tables, keep their text.
 */
export function rebuild(
  before: Schema,
  name: string,
  operations: readonly Operation[],
): readonly Statement[] {
  const old = tableOf(before, name);
  const made = tableOf(afterOperations(before, operations), name);
  if (made.withoutRowid && made.primaryKey === null) throw keyless(name);
  const temporary = freeName(before, old.name);
  const statements = [
    tableText(made, temporary),
    ...copySql(old, made, temporary, operations),
    ...(isCounted(old) && isCounted(made) ? sequenceSql(old.name, temporary) : []),
    sql`DROP TABLE ${quoteName(old.name)}`,
    // Otherwise SQLite looks for the table, which is gone now, in every view and trigger.
    sql`PRAGMA legacy_alter_table = ON`,
    sql`ALTER TABLE ${quoteName(temporary)} RENAME TO ${quoteName(made.name)}`,
    sql`PRAGMA legacy_alter_table = OFF`,
    ...made.indexes.map((index) => indexText(made, index)),
    ...made.triggers.map((trigger) => saidInSql(trigger.sql)),
    ...proofs(before, old, made),
  ];
  return statements.map((each) => statement(each, { foreignKeysOff: true }));
}

function keyless(name: string): Error {
  return unsupportedOperation(
    `table WITHOUT ROWID that has no primary key, not even for a while (${name})`,
    "sqlite",
    "Fill the columns of the new key first, then drop the old key and create the new one right behind it.",
  );
}

/** A name that nothing has. */
function freeName(schema: Schema, table: string): string {
  const taken = new Set(
    [...schema.tables, ...schema.views]
      .flatMap((relation) => [
        relation.name,
        ...("indexes" in relation ? relation.indexes.map((index) => index.name ?? "") : []),
      ])
      .map(foldName),
  );
  for (let n = 1; ; n++) {
    const name = n === 1 ? `${temporaryPrefix}${table}` : `${temporaryPrefix}${table}_${n}`;
    if (!taken.has(foldName(name))) return name;
  }
}

/** Columns that both have are copied as they are; the rest get their defaults. Row ids are kept where they can be. */
function copySql(
  old: Table,
  made: Table,
  temporary: string,
  operations: readonly Operation[],
): readonly Sql[] {
  const dropped = new Set(operations.flatMap(({ kind, args }) => (kind === "dropColumn" ? [args[1]] : [])));
  const using = new Map(
    operations.flatMap(({ kind, args }) =>
      kind === "alterColumn" ? ([[args[1], args[2].using]] as const) : [],
    ),
  );
  const kept = (column: Column): boolean =>
    column.generated === null &&
    !dropped.has(column.name) &&
    old.columns.some(({ name }) => name === column.name);
  const pairs = made.columns
    .filter(kept)
    .map(
      ({ name }) =>
        [
          quoteName(name),
          using.get(name) === undefined ? quoteName(name) : sql`(${saidInSql(using.get(name) ?? "")})`,
        ] as const,
    );
  const id = rowId(old, made);
  if (id !== null) pairs.unshift([id, id]);
  if (pairs.length === 0) return [];
  const targets = commaList(pairs.map(([target]) => target));
  const sources = commaList(pairs.map(([, source]) => source));
  // Whatever the constraints say of conflicts, no row may be skipped or replaced here.
  return [
    sql`INSERT OR ABORT INTO ${quoteName(temporary)} (${targets}) SELECT ${sources} FROM ${quoteName(old.name)}`,
  ];
}

/** The name under which the hidden ids of rows can be copied; null when there are none, or they are a column. */
function rowId(old: Table, made: Table): Sql | null {
  if (old.withoutRowid || made.withoutRowid || hasIdColumn(made)) return null;
  const taken = new Set([...old.columns, ...made.columns].map(({ name }) => foldName(name)));
  return [sql`rowid`, sql`_rowid_`, sql`oid`].find((name) => !taken.has(name)) ?? null;
}

/** True when the primary key is the row's id itself. */
function hasIdColumn(table: Table): boolean {
  const { primaryKey, columns } = table;
  return (
    !hasDescendingKey(table) &&
    primaryKey?.columns.length === 1 &&
    columns.some((column) => column.name === primaryKey.columns[0] && foldName(column.type) === "integer")
  );
}

function isCounted(table: Table): boolean {
  return table.columns.some((column) => column.autoincrement);
}

/** The highest id ever given; renaming the table takes it along. */
function sequenceSql(from: string, to: string): readonly Sql[] {
  return [
    sql`DELETE FROM sqlite_sequence WHERE name = ${quoteText(to)}`,
    sql`INSERT INTO sqlite_sequence (name, seq) SELECT ${quoteText(to)}, seq FROM sqlite_sequence WHERE name = ${quoteText(from)}`,
  ];
}

/** Statements that fail when a view or trigger still speaks of a column that is gone. */
function proofs(before: Schema, old: Table, made: Table): readonly Sql[] {
  const gone = old.columns.filter((column) => !made.columns.some(({ name }) => name === column.name));
  const speaksOfThem = (text: string): boolean => gone.some((column) => speaksOf(text, lexical, column.name));
  const views = viewsOver(before, formatName(old)).filter((view) => speaksOfThem(view.query));
  const target = quoteName(made.name);
  const plain = made.columns.filter((column) => column.generated === null).map(({ name }) => name);
  const proofOfTriggers = [
    sql`EXPLAIN INSERT INTO ${target} ${nameList(plain)} SELECT ${commaList(plain.map(quoteName))} FROM ${target}`,
    sql`EXPLAIN UPDATE ${target} SET ${commaList(
      plain.map((name) => sql`${quoteName(name)} = ${quoteName(name)}`),
    )}`,
    sql`EXPLAIN DELETE FROM ${target}`,
  ];
  return [
    ...views.map((view) => sql`SELECT * FROM ${quoteName(view.name)} LIMIT 0`),
    ...(made.triggers.some((trigger) => speaksOfThem(trigger.sql)) ? proofOfTriggers : []),
  ];
}

/** The views that read a table, or a view that does. */
function viewsOver({ views }: Schema, table: string): readonly View[] {
  const found = new Set([table]);
  for (let known = 0; known < found.size;) {
    known = found.size;
    for (const view of views) if (view.reads.some((key) => found.has(key))) found.add(formatName(view));
  }
  return views.filter((view) => found.has(formatName(view)));
}
