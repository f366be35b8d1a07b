import { defaultNotEncoded } from "../core/errors/drizzle.ts";
import { formatName } from "../core/schema/names.ts";
import type { Column, Generated, Identity, TypeText } from "../core/schema/schema.ts";
import { arraysOf, typeOfEnum, typeOfSql } from "../core/schema/types.ts";
import { usualColumn } from "../core/schema/usual.ts";
import { expressionText, valueText } from "./expressions.ts";
import { enumName } from "./enum.ts";
import { kitDefault } from "./kit-default.ts";
import { arrayOf, isJson } from "./literals.ts";
import { columnName, type Reader } from "./reader.ts";
import { readOptions } from "./sequence.ts";
import { tableNameOf, type ColumnShape, type IdentityShape, type SqlShape } from "./shapes.ts";

/** A column of a Drizzle table. What Drizzle does at run time only (`$default`, `$onUpdate`) is not part of it. */
export function readColumn(reader: Reader, column: ColumnShape): Column {
  const identity = column.generatedIdentity;
  const computed = column.generated !== undefined;
  return {
    ...usualColumn,
    name: columnName(reader, column),
    type: readType(reader, column),
    nullable: !column.notNull && identity === undefined && !column.columnType.includes("Serial"),
    default: computed ? null : defaultText(reader, column),
    generated: readGenerated(reader, column),
    identity: identity === undefined ? null : readIdentity(identity),
    autoincrement: column.autoIncrement === true,
  };
}

function readType(reader: Reader, column: ColumnShape): TypeText {
  const { element, depth } = arrayOf(reader.library, column);
  const printed = column.getSQLType();
  if (element.enum !== undefined && column.columnType.startsWith("Pg"))
    return arraysOf(typeOfEnum(enumName(reader, element.enum)), depth);
  // 0.45 prints the brackets, 1.0 does not.
  return arraysOf(typeOfSql(printed), element === column ? depth : 0);
}

function defaultText(reader: Reader, column: ColumnShape): string | null {
  const { library } = reader;
  if (column.default === undefined) return null;
  // DEFAULT NULL says nothing that is not so without it; of JSON, drizzle-kit takes it for JSON's own null.
  if (column.default === null)
    return isJson(column) && arrayOf(library, column).depth === 0 ? "'null'" : null;
  const home = formatName(tableNameOf(column.table));
  const isMoment =
    /^(?:date|time)/iu.test(column.getSQLType()) &&
    typeof column.default === "string" &&
    /^(?:now|today|tomorrow|yesterday)$/iu.test(column.default);
  if (library.dialect === "postgresql" && isMoment)
    reader.warn(
      `The default of ${home}.${columnName(reader, column)} is the moment at which it is made, not that of each row: write .defaultNow() or sql\`now()\`.`,
    );
  try {
    return kitDefault(library, column, column.default) ?? valueText(library, column, column.default);
  } catch (error) {
    // The encoder of a custom type may throw anything.
    throw defaultNotEncoded(home, columnName(reader, column), error);
  }
}

function readGenerated(reader: Reader, column: ColumnShape): Generated | null {
  if (column.generated === undefined) return null;
  const { as, mode } = column.generated;
  const value: unknown = typeof as === "function" ? (as as () => unknown)() : as;
  const { library } = reader;
  const expression = library.isCore(value, "SQL")
    ? expressionText(library, value as SqlShape)
    : typeof value === "string"
      ? value.trim()
      : valueText(library, column, value);
  return { expression, stored: mode !== "virtual" };
}

function readIdentity({ type, sequenceName, sequenceOptions = {} }: IdentityShape): Identity {
  return { always: type === "always", sequence: sequenceName ?? null, ...readOptions(sequenceOptions) };
}
