import { noSuchObject } from "../../errors/database.ts";
import { objectExists } from "../../errors/schema.ts";
import { completeEnum } from "../../schema/complete.ts";
import {
  mapExpressions,
  mapViewText,
  renameLabel,
  renameLabelsIn,
  renameTypeIn,
} from "../../schema/expressions.ts";
import { elementType, enumOf, isOfEnum } from "../../schema/lookup.ts";
import { formatName, sibling } from "../../schema/names.ts";
import type { Column, EnumType, Schema } from "../../schema/schema.ts";
import { refuseTaken, replace, without, type ApplyPart } from "./update.ts";

/** Enumerated types. */
export const applyEnums: ApplyPart<
  "createEnum" | "dropEnum" | "renameEnum" | "addEnumValue" | "renameEnumValue" | "changeEnum"
> = {
  createEnum: (spec) => (schema) => {
    const type = completeEnum(spec);
    refuseTaken(schema.enums, "type", type);
    return { ...schema, enums: [...schema.enums, type] };
  },

  dropEnum: (name) => (schema) => ({ ...schema, enums: without(schema.enums, enumOf(schema, name)) }),

  renameEnum: (from, to) => (schema) => renameEnum(schema, enumOf(schema, from), to),

  addEnumValue: (name, value, place) => (schema) => {
    const type = enumOf(schema, name);
    refuseLabel(type, value);
    const at =
      place?.before !== undefined
        ? positionOf(type, place.before)
        : place?.after !== undefined
          ? positionOf(type, place.after) + 1
          : type.values.length;
    return withValues(schema, type, type.values.toSpliced(at, 0, value));
  },

  renameEnumValue: (name, from, to) => (schema) => {
    const type = enumOf(schema, name);
    positionOf(type, from);
    refuseLabel(type, to);
    const rename = (label: string): string => (label === from ? to : label);
    return withValues(renameLabels(schema, type, rename), type, type.values.map(rename));
  },

  changeEnum: (name, values, gone) => (schema) => {
    const type = enumOf(schema, name);
    const rename = (label: string): string => (values.includes(label) ? label : (gone?.[label] ?? label));
    return withValues(renameLabels(schema, type, rename), type, values);
  },
};

function withValues(schema: Schema, type: EnumType, values: readonly string[]): Schema {
  return { ...schema, enums: replace(schema.enums, type, { ...type, values }) };
}

/** The type of columns and the casts in expressions follow the type to its new name. */
function renameEnum(schema: Schema, type: EnumType, to: string): Schema {
  const renamed = { ...type, name: to };
  refuseTaken(schema.enums, "type", renamed);
  const inText = (sql: string): string => renameTypeIn(sql, type, to);
  const retype = (column: Column): Column =>
    isOfEnum(column.type, type)
      ? {
          ...column,
          type: formatName(sibling(type, to)) + column.type.slice(elementType(column.type).length),
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
function renameLabels(schema: Schema, type: EnumType, rename: (label: string) => string): Schema {
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

function positionOf(type: EnumType, value: string): number {
  const position = type.values.indexOf(value);
  if (position === -1) throw noSuchObject("label", value, formatName(type));
  return position;
}

function refuseLabel(type: EnumType, value: string): void {
  if (type.values.includes(value)) throw objectExists("label", value, formatName(type));
}
