import { noSuchObject } from "../errors/database.ts";
import { objectExists } from "../errors/schema.ts";
import {
  mapExpressions,
  mapViewText,
  renameLabel,
  renameLabelsIn,
  renameTypeIn,
} from "../schema/expressions.ts";
import { formatName } from "../schema/names.ts";
import type { Column, EnumType, Named, Schema } from "../schema/schema.ts";
import { refuseTaken, replace } from "./update.ts";
import { isOfEnum, typeOfEnum, withElement } from "../schema/types.ts";

/** The structure with other labels of a type. */
export function withLabels(schema: Schema, type: EnumType, values: readonly string[]): Schema {
  return { ...schema, enums: replace(schema.enums, type, { ...type, values }) };
}

/** The type of columns and the casts in expressions follow the type to its new name and namespace. */
export function renameType(schema: Schema, type: EnumType, to: Named): Schema {
  const renamed = { ...type, schema: to.schema, name: to.name };
  refuseTaken(schema.enums, "type", renamed);
  const inText = (sql: string): string => renameTypeIn(sql, type, to);
  const retype = (column: Column): Column =>
    isOfEnum(column.type, type)
      ? {
          ...column,
          type: withElement(column.type, typeOfEnum(renamed)),
        }
      : column;
  return {
    ...schema,
    enums: replace(schema.enums, type, renamed),
    tables: schema.tables.map((table) => {
      const changed = mapExpressions(table, inText);
      return { ...changed, columns: changed.columns.map(retype) };
    }),
    views: schema.views.map((view) => mapViewText(view, inText)),
  };
}

/** Constants of the type say the new label, since the database keeps the label and not its text. */
export function renameLabels(schema: Schema, type: EnumType, rename: (label: string) => string): Schema {
  const inText = (sql: string): string => renameLabelsIn(sql, type, rename);
  const inDefault = (column: Column): Column =>
    column.default !== null && isOfEnum(column.type, type) && /^'(?:[^']|'')*'$/u.test(column.default)
      ? { ...column, default: renameLabel(column.default, rename) }
      : column;
  return {
    ...schema,
    tables: schema.tables.map((table) => {
      const changed = mapExpressions(table, inText);
      return { ...changed, columns: changed.columns.map(inDefault) };
    }),
    views: schema.views.map((view) => mapViewText(view, inText)),
  };
}

/** Where a label stands among those of its type; throws no-such-object. */
export function positionOf(type: EnumType, value: string): number {
  const position = type.values.indexOf(value);
  if (position === -1) throw noSuchObject("label", value, formatName(type));
  return position;
}

/** Throws object-exists when the type has the label. */
export function refuseLabel(type: EnumType, value: string): void {
  if (type.values.includes(value))
    throw objectExists({ kind: "label", name: value, inside: formatName(type) });
}
