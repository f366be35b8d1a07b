import { targetOf } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import { emptySchema, type Table } from "../schema/schema.ts";
import { constraintNames, constraintsKeys } from "./constraint-keys.ts";
import {
  columnKey,
  columnKeys,
  foreignKeyKeys,
  indexKeys,
  indexNames,
  namespaceKeys,
  policyKey,
  policyKeys,
  relationKey,
  shapeKey,
  tableKey,
} from "./keys.ts";

/** All that exists because the table does. */
export function madeWithTable(table: Table): readonly string[] {
  const name = formatName(table);
  return [
    tableKey(name),
    shapeKey(name),
    relationKey(name, table.name),
    ...table.columns.map((column) => columnKey(name, column.name)),
    ...constraintNames(table),
    ...table.indexes.flatMap((index) => indexNames(name, index)),
    ...table.policies.map((policy) => policyKey(name, policy.name)),
  ];
}

/** All that must exist apart from the table itself. */
export function usedByTable(table: Table): readonly string[] {
  const name = formatName(table);
  const own = new Set(madeWithTable(table));
  return [
    ...namespaceKeys(name),
    ...table.columns.flatMap((column) => columnKeys(name, column)),
    ...constraintsKeys({ ...table, foreignKeys: [] }),
    ...table.foreignKeys.filter((key) => targetOf(key) !== name).flatMap((key) => foreignKeyKeys(name, key)),
    ...table.indexes.flatMap((index) => indexKeys(name, index)),
    ...table.policies.flatMap((policy) => policyKeys(name, policy, emptySchema)),
  ].filter((key) => !own.has(key));
}
