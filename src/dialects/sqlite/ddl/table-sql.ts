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

/** `CREATE TABLE` with all constraints; `name` is another name for the same table, while it is rebuilt. */
export function createTableSql(table: Table, name: string = formatName(table)): string {
  const key = table.primaryKey;
  const inline = key?.columns.length === 1 ? key.columns[0] : undefined;
  const elements = [
    ...table.columns.map((column) => columnSql(column, column.name === inline ? keySql(table) : "")),
    ...(key === null || inline !== undefined ? [] : [keySql(table)]),
    ...table.uniques.map(uniqueSql),
    ...table.checks.map(checkSql),
    ...table.foreignKeys.map(foreignKeySql),
  ];
  const options = [...(table.strict ? ["STRICT"] : []), ...(table.withoutRowid ? ["WITHOUT ROWID"] : [])];
  return `CREATE TABLE ${identifier(name)} (\n  ${elements.join(",\n  ")}\n)${options.map((word) => ` ${word}`).join(",")}`;
}

/** A column as CREATE TABLE and ADD COLUMN say it; `key` is its PRIMARY KEY clause. */
export function columnSql(column: Column, key = ""): string {
  if (column.identity !== null) {
    throw unsupportedOperation(
      "identity columns",
      "sqlite",
      "Make the column an integer primary key, with autoincrement where an id must never come back.",
    );
  }
  return [
    quoteName(column.name),
    column.type,
    key,
    column.nullable ? "" : "NOT NULL",
    column.default === null ? "" : `DEFAULT ${defaultSql(column.default)}`,
    column.collation === null ? "" : `COLLATE ${quoteName(column.collation)}`,
    column.generated === null ? "" : generatedSql(column.generated),
  ]
    .filter((part) => part !== "")
    .join(" ");
}

/** The clause of a column that is computed. */
export function generatedSql({ expression, stored }: Generated): string {
  return `GENERATED ALWAYS AS (${bareExpression(expression)}) ${stored ? "STORED" : "VIRTUAL"}`;
}

/** A check as CREATE TABLE and ADD CONSTRAINT say it. */
export function checkSql(check: Check): string {
  return `${constraintName(check.name)}CHECK (${bareExpression(check.expression)})`;
}

/** The primary key of a table, of one column inside it or of several after them. */
export function keySql({ primaryKey, columns }: Table): string {
  if (primaryKey === null) return "";
  const [only, ...more] = primaryKey.columns;
  const key = `${constraintName(primaryKey.name)}PRIMARY KEY`;
  if (more.length > 0) return `${key} ${nameList(primaryKey.columns)}${onConflictSql(primaryKey.onConflict)}`;
  const counted = columns.some((column) => column.name === only && column.autoincrement);
  return `${key}${onConflictSql(primaryKey.onConflict)}${counted ? " AUTOINCREMENT" : ""}`;
}

/** A unique constraint as CREATE TABLE says it. */
export function uniqueSql(unique: Unique): string {
  if (unique.nullsNotDistinct || unique.deferrable !== null) {
    const what =
      unique.deferrable === null ? "unique constraints over nulls" : "deferrable unique constraints";
    throw unsupportedOperation(what, "sqlite", "Leave the option out for this dialect.");
  }
  return `${constraintName(unique.name)}UNIQUE ${nameList(unique.columns)}${onConflictSql(unique.onConflict)}`;
}

/** A foreign key as CREATE TABLE says it. */
export function foreignKeySql(key: ForeignKey): string {
  const { table, columns } = key.references;
  return [
    `${constraintName(key.name)}FOREIGN KEY ${nameList(key.columns)}`,
    `REFERENCES ${quoteName(table)}${columns.length === 0 ? "" : ` ${nameList(columns)}`}`,
    ...(key.onUpdate === null ? [] : [`ON UPDATE ${key.onUpdate.toUpperCase()}`]),
    ...(key.onDelete === null ? [] : [`ON DELETE ${key.onDelete.toUpperCase()}`]),
    ...(key.matchFull ? ["MATCH FULL"] : []),
    ...(key.deferrable === null ? [] : [`DEFERRABLE INITIALLY ${key.deferrable.toUpperCase()}`]),
  ].join(" ");
}

function constraintName(name: string | null): string {
  return name === null ? "" : `CONSTRAINT ${quoteName(name)} `;
}

function onConflictSql(action: OnConflict | null): string {
  return action === null ? "" : ` ON CONFLICT ${action.toUpperCase()}`;
}

/** A default as it follows DEFAULT. */
export function defaultSql(text: string): string {
  const expression = bareExpression(text);
  return isBareDefault(expression) ? expression : `(${expression})`;
}
