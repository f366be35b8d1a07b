import { sameData } from "../collections.ts";
import { completeEnum } from "../schema/complete.ts";
import { enumOf, findEnum, nameOf } from "../schema/lookup.ts";
import { elementType, isOfEnum } from "../schema/types.ts";
import { formatName } from "../schema/names.ts";
import type { EnumType, Schema } from "../schema/schema.ts";
import { sparseEnum } from "../schema/sparse.ts";
import { positionOf, refuseLabel, renameLabels, renameType, withLabels } from "./enum-changes.ts";
import { changesStructure, none, type FacetsOf } from "./facets.ts";
import { hazard } from "./hazard.ts";
import { enumKey, namespaceKeys } from "./keys.ts";
import { hasAll, isMoved } from "./look.ts";
import { call, type Operation } from "./operations.ts";
import { moving, renaming, type Relocatable } from "./relocation.ts";
import { refuseTaken, without } from "./update.ts";
import { listed } from "./wording.ts";

const types: Relocatable<EnumType> = {
  word: "type",
  rename: "renameEnum",
  move: "moveEnum",
  rule: "rename-type",
  find: findEnum,
  get: enumOf,
  relocate: renameType,
  keys: (name) => [enumKey(name)],
};

/** Enumerated types. */
export const enumOperations: FacetsOf<
  "createEnum" | "dropEnum" | "renameEnum" | "moveEnum" | "addEnumValue" | "renameEnumValue" | "changeEnum"
> = {
  createEnum: {
    apply([spec], schema) {
      const type = completeEnum(spec);
      refuseTaken(schema.enums, "type", type);
      return { ...schema, enums: [...schema.enums, type] };
    },
    reverse: ([{ name }]) => [call("dropEnum", name)],
    describe: ([{ name, values }]) => `create type ${name} (${listed(values)})`,
    hazards: none,
    losses: none,
    present: ([{ name, values }], live) => hasAll(findEnum(live, name)?.values, values),
    dependencies: ([{ name }]) => ({ needs: namespaceKeys(name), provides: [enumKey(name)] }),
    ...changesStructure,
  },

  dropEnum: {
    apply: ([name], schema) => ({ ...schema, enums: without(schema.enums, enumOf(schema, name)) }),
    reverse: ([name], before) => [call("createEnum", sparseEnum(enumOf(before, name)))],
    describe: ([name]) => `drop type ${name}`,
    hazards: ([name]) => [hazard("type-in-use", `nothing may use the type ${name} any more`)],
    losses: none,
    present: ([name], live) => findEnum(live, name) === null,
    dependencies: ([name]) => ({ releases: namespaceKeys(name), destroys: [enumKey(name)] }),
    ...changesStructure,
  },

  renameEnum: renaming(types),
  moveEnum: moving(types),

  addEnumValue: {
    apply([name, value, place], schema) {
      const type = enumOf(schema, name);
      refuseLabel(type, value);
      const at =
        place?.before !== undefined
          ? positionOf(type, place.before)
          : place?.after !== undefined
            ? positionOf(type, place.after) + 1
            : type.values.length;
      return withLabels(schema, type, type.values.toSpliced(at, 0, value));
    },
    // No engine takes a label away, so the list is replaced.
    reverse: ([name], before) => [call("changeEnum", name, enumOf(before, name).values)],
    describe: ([name, value, place]) =>
      `add label ${value} to ${name}${place?.before === undefined ? "" : ` before ${place.before}`}${place?.after === undefined ? "" : ` after ${place.after}`}`,
    hazards: ([name, value, place]) =>
      place?.before === undefined && place?.after === undefined
        ? [hazard("enum-value-place", `'${value}' goes to the end of ${name}`)]
        : [],
    losses: none,
    present: ([name, value], live) => hasAll(findEnum(live, name)?.values, [value]),
    dependencies: ([name]) => ({ changes: [enumKey(name)] }),
    ...changesStructure,
  },

  renameEnumValue: {
    apply([name, from, to], schema) {
      const type = enumOf(schema, name);
      positionOf(type, from);
      refuseLabel(type, to);
      const rename = (label: string): string => (label === from ? to : label);
      return withLabels(renameLabels(schema, type, rename), type, type.values.map(rename));
    },
    reverse: ([name, from, to]) => [call("renameEnumValue", name, to, from)],
    describe: ([name, from, to]) => `rename label ${name}.${from} to ${to}`,
    hazards: ([name, from, to]) => [
      hazard("rename-enum-value", `code that says '${from}' of ${name} must say '${to}'`),
    ],
    losses: none,
    present([name, from, to], live) {
      const values = findEnum(live, name)?.values ?? [];
      return isMoved(
        values.find((value) => value === from) ?? null,
        values.find((value) => value === to) ?? null,
      );
    },
    dependencies: ([name]) => ({ changes: [enumKey(name)] }),
    ...changesStructure,
  },

  changeEnum: {
    apply([name, values, replace], schema) {
      const type = enumOf(schema, name);
      const rename = (label: string): string =>
        values.includes(label) ? label : (replace?.[label] ?? label);
      return withLabels(renameLabels(schema, type, rename), type, values);
    },
    reverse(args, before) {
      const [name] = args;
      const after = enumOperations.changeEnum.apply(args, before);
      return [call("changeEnum", name, enumOf(before, name).values), ...defaultsBack(before, after)];
    },
    describe: ([name, values]) => `change labels of ${name} to ${listed(values)}`,
    hazards([name, values, replace = {}], before) {
      const tables = users(name, before).map(({ table }) => table);
      return [
        ...labelsGone(name, values, before)
          .filter((value) => !Object.hasOwn(replace, value))
          .map((value) => hazard("rows-may-not-fit", `no row may hold '${value}' of ${name} any more`)),
        ...(tables.length === 0
          ? []
          : [hazard("enum-rewritten", `every row of ${listed([...new Set(tables)])} is written again`)]),
      ];
    },
    // Without another label in its place a row that holds one is not changed: the statement fails.
    losses([name, values, replace = {}], before) {
      const gone = labelsGone(name, values, before).filter((value) => Object.hasOwn(replace, value));
      if (gone.length === 0) return [];
      return users(name, before).map(({ table, column }) => ({
        text: `takes ${listed(gone.map((value) => `'${value}'`))} from ${table}.${column.name}`,
        table,
        column: column.name,
        values: gone,
        array: column.type !== elementType(column.type),
        rule: "values-replaced",
      }));
    },
    present: ([name, values], live) => sameData(findEnum(live, name)?.values, values),
    dependencies: ([name]) => ({ changes: [enumKey(name)] }),
    ...changesStructure,
  },
};

function labelsGone(name: string, values: readonly string[], before: Schema): readonly string[] {
  return (findEnum(before, name)?.values ?? []).filter((value) => !values.includes(value));
}

/** The columns whose type it is. */
function users(name: string, { tables }: Schema) {
  const type = nameOf(name);
  return tables.flatMap((table) =>
    table.columns
      .filter((column) => isOfEnum(column.type, type))
      .map((column) => ({ table: formatName(table), column })),
  );
}

/** Defaults that spoke of a label that went are set to what they were. */
function defaultsBack(before: Schema, after: Schema): readonly Operation[] {
  return before.tables.flatMap((table, t) =>
    table.columns.flatMap((column, c) =>
      after.tables[t]?.columns[c]?.default === column.default
        ? []
        : [call("alterColumn", formatName(table), column.name, { default: column.default })],
    ),
  );
}
