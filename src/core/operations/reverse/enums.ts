import { enumOf, nameOf } from "../../schema/lookup.ts";
import { formatName, sibling } from "../../schema/names.ts";
import type { Schema } from "../../schema/schema.ts";
import { sparseEnum } from "../../schema/sparse.ts";
import { applyOperation } from "../apply.ts";
import { make } from "../make.ts";
import type { Operation } from "../operations.ts";
import type { ReversePart } from "./reverse-part.ts";

/** Enumerated types. */
export const reverseEnums: ReversePart<
  "createEnum" | "dropEnum" | "renameEnum" | "addEnumValue" | "renameEnumValue" | "changeEnum"
> = {
  createEnum: (type) => () => [make.dropEnum(type.name)],
  dropEnum: (name) => (before) => [make.createEnum(sparseEnum(enumOf(before, name)))],
  renameEnum: (from, to) => () => {
    const old = nameOf(from);
    return [make.renameEnum(formatName(sibling(old, to)), old.name)];
  },
  // No engine takes a label away, so the list is replaced.
  addEnumValue: (name) => (before) => [make.changeEnum(name, enumOf(before, name).values)],
  renameEnumValue: (name, from, to) => () => [make.renameEnumValue(name, to, from)],
  changeEnum: (name, values, gone) => (before) => {
    const after = applyOperation(before, make.changeEnum(name, values, gone));
    return [make.changeEnum(name, enumOf(before, name).values), ...defaultsBack(before, after)];
  },
};

/** Defaults that spoke of a label that went are set to what they were. */
function defaultsBack(before: Schema, after: Schema): readonly Operation[] {
  return before.tables.flatMap((table, t) =>
    table.columns.flatMap((column, c) =>
      after.tables[t]?.columns[c]?.default === column.default
        ? []
        : [make.alterColumn(formatName(table), column.name, { default: column.default })],
    ),
  );
}
