import { unsupportedOperation } from "../../../core/errors/database.ts";
import { formatName } from "../../../core/schema/names.ts";
import type {
  Check,
  Column,
  ForeignKey,
  Generated,
  OnConflict,
  Table,
  Unique,
} from "../../../core/schema/schema.ts";
import { identifier, nameList } from "../identifiers.ts";
import { bareExpression, isBareDefault } from "../parse/expression.ts";
import { quoteName } from "../tokens.ts";
import { clauses, joined, saidInSql, sql, type Sql, type SqlText } from "../../sql.ts";

/** `CREATE TABLE` with all constraints; `name` is another name for the same table, while it is rebuilt. */
export function createTableSql(table: Table, name: string = formatName(table)): Sql {
  const key = table.primaryKey;
  const inline = key?.columns.length === 1 ? key.columns[0] : undefined;
  const elements = [
    ...table.columns.map((column) => columnSql(column, column.name === inline ? keySql(table) : null)),
    ...(key === null || inline !== undefined ? [] : [keySql(table)]),
    ...table.uniques.map(uniqueSql),
    ...table.checks.map(checkSql),
    ...table.foreignKeys.map(foreignKeySql),
  ];
  const options = [
    ...(table.strict ? [sql` STRICT`] : []),
    ...(table.withoutRowid ? [sql` WITHOUT ROWID`] : []),
  ];
  return sql`CREATE TABLE ${identifier(name)} (\n  ${joined(elements, ",\n  ")}\n)${joined(options, ",")}`;
}

/** A column as CREATE TABLE and ADD COLUMN say it; `key` is its PRIMARY KEY clause. */
export function columnSql(column: Column, key: Sql | null = null): Sql {
  if (column.identity !== null) {
    throw unsupportedOperation(
      "identity columns",
      "sqlite",
      "Make the column an integer primary key, with autoincrement where an id must never come back.",
    );
  }
  return clauses([
    quoteName(column.name),
    column.type === "" ? null : saidInSql(column.type),
    key,
    column.nullable ? null : sql`NOT NULL`,
    column.default === null ? null : sql`DEFAULT ${defaultSql(column.default)}`,
    column.collation === null ? null : sql`COLLATE ${quoteName(column.collation)}`,
    column.generated === null ? null : generatedSql(column.generated),
  ]);
}

/** The clause of a column that is computed. */
export function generatedSql({ expression, stored }: Generated): Sql {
  return sql`GENERATED ALWAYS AS (${saidInSql(bareExpression(expression))}) ${stored ? "STORED" : "VIRTUAL"}`;
}

/** A check as CREATE TABLE and ADD CONSTRAINT say it. */
export function checkSql(check: Check): Sql {
  return sql`${constraintName(check.name)}CHECK (${saidInSql(bareExpression(check.expression))})`;
}

/** The primary key of a table, of one column inside it or of several after them. */
export function keySql({ primaryKey, columns }: Table): Sql {
  if (primaryKey === null) return sql``;
  const [only, ...more] = primaryKey.columns;
  const key = sql`${constraintName(primaryKey.name)}PRIMARY KEY`;
  if (more.length > 0)
    return sql`${key} ${nameList(primaryKey.columns)}${onConflictSql(primaryKey.onConflict)}`;
  const counted = columns.some((column) => column.name === only && column.autoincrement);
  return sql`${key}${onConflictSql(primaryKey.onConflict)}${counted ? " AUTOINCREMENT" : ""}`;
}

/** A unique constraint as CREATE TABLE says it. */
export function uniqueSql(unique: Unique): Sql {
  if (unique.nullsNotDistinct || unique.deferrable !== null) {
    const what =
      unique.deferrable === null ? "unique constraints over nulls" : "deferrable unique constraints";
    throw unsupportedOperation(what, "sqlite", "Leave the option out for this dialect.");
  }
  return sql`${constraintName(unique.name)}UNIQUE ${nameList(unique.columns)}${onConflictSql(unique.onConflict)}`;
}

/** A foreign key as CREATE TABLE says it. */
export function foreignKeySql(key: ForeignKey): Sql {
  const { table, columns } = key.references;
  return clauses([
    sql`${constraintName(key.name)}FOREIGN KEY ${nameList(key.columns)}`,
    sql`REFERENCES ${quoteName(table)}${columns.length === 0 ? "" : sql` ${nameList(columns)}`}`,
    key.onUpdate === null ? null : sql`ON UPDATE ${upper(key.onUpdate)}`,
    key.onDelete === null ? null : sql`ON DELETE ${upper(key.onDelete)}`,
    key.matchFull ? sql`MATCH FULL` : null,
    key.deferrable === null ? null : sql`DEFERRABLE INITIALLY ${upper(key.deferrable)}`,
  ]);
}

function constraintName(name: string | null): Sql {
  return name === null ? sql`` : sql`CONSTRAINT ${quoteName(name)} `;
}

function onConflictSql(action: OnConflict | null): Sql {
  return action === null ? sql`` : sql` ON CONFLICT ${upper(action)}`;
}

/** A default as it follows DEFAULT. */
export function defaultSql(text: string): Sql {
  const expression = saidInSql(bareExpression(text));
  return isBareDefault(expression) ? expression : sql`(${expression})`;
}

/** A word of the model as the engine says it. */
function upper<const W extends string>(word: SqlText<W>): Uppercase<typeof word> {
  return word.toUpperCase() as Uppercase<typeof word>;
}
