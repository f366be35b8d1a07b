import { compareText } from "../../core/collections.ts";
import { inDependencyOrder } from "../../core/dependency-order.ts";
import { targetOf } from "../../core/schema/lookup.ts";
import { formatName } from "../../core/schema/names.ts";
import type { Column, ForeignKey, Table } from "../../core/schema/schema.ts";
import { columnSource } from "./column.ts";
import {
  checkSource,
  foreignKeySource,
  isNamed,
  primaryKeySource,
  referenceSource,
  uniqueSource,
  type Neighbours,
  type TableSource,
} from "./constraint.ts";
import { columnKeys } from "./identifiers.ts";
import { indexSource } from "./index.ts";
import { policySource } from "./policy.ts";
import { callOf, property, text, type Source } from "./source.ts";

/** The call that declares a table. */
export function tableSource(source: Source, table: Table, neighbours: Neighbours): string {
  const keys = columnKeys(table.columns.map(({ name }) => name));
  const own: TableSource = { source, table, keys };
  const inline = inlineSources(own, neighbours);
  const columns = table.columns.map((column) => {
    const key = keys.get(column.name) ?? column.name;
    const chains = inline.of.get(column) ?? [];
    // A primary key is never null, whatever the column says.
    const bare = chains.some((each) => each.startsWith(".primaryKey"))
      ? { ...column, nullable: true }
      : column;
    return `  ${property(key)}: ${columnSource(source, bare, key)}${chains.join("")},\n`;
  });
  const extras = [
    ...(table.primaryKey === null || inline.said.has(table.primaryKey)
      ? []
      : [primaryKeySource(own, table.primaryKey)]),
    ...table.foreignKeys
      .filter((key) => !inline.said.has(key))
      .map((key) => foreignKeySource(own, key, neighbours)),
    ...table.uniques.filter((unique) => !inline.said.has(unique)).map((unique) => uniqueSource(own, unique)),
    ...table.indexes.map((index) => indexSource(own, index)),
    ...table.checks.map((check, at) => checkSource(own, check, at)),
    ...table.policies.map((policy) => policySource(source, policy)),
  ];
  const body = `{\n${columns.join("")}}`;
  const isSecured = table.rowSecurity && table.policies.length === 0;
  const config =
    extras.length === 0
      ? null
      : `(${extras.some((each) => /\btable[.[]/u.test(each)) ? "table" : ""})${resultType(own, inline.said, neighbours)} => [\n${extras.map((each) => `  ${each},\n`).join("")}]`;
  return `${callOf(makerOf(source, table), text(table.name), body, config)}${isSecured ? ".enableRLS()" : ""}`;
}

/** What points to a table that is declared later would make its own type depend on itself. */
function resultType(
  { source, table }: TableSource,
  said: ReadonlySet<unknown>,
  { isBefore }: Neighbours,
): string {
  const name = formatName(table);
  const isForward = (key: ForeignKey): boolean =>
    !said.has(key) && targetOf(key) !== name && !isBefore(targetOf(key), name);
  if (!source.typed || !table.foreignKeys.some(isForward)) return "";
  const prefix = source.dialect === "postgresql" ? "Pg" : "SQLite";
  return `: ${source.useType(`${prefix}TableExtraConfigValue`)}[]`;
}

/** A table that others make: just the columns that are referred to. */
export function referredSource(source: Source, table: Pick<Table, "schema" | "name" | "columns">): string {
  const keys = columnKeys(table.columns.map(({ name }) => name));
  const columns = table.columns.map((column) => {
    const key = keys.get(column.name) ?? column.name;
    return `  ${property(key)}: ${columnSource(source, column, key)},\n`;
  });
  return callOf(makerOf(source, table), text(table.name), `{\n${columns.join("")}}`);
}

function makerOf(source: Source, { schema }: Pick<Table, "schema">): string {
  if (schema !== null) return `${source.of("namespace", { schema: null, name: schema })}.table`;
  return source.use(source.dialect === "postgresql" ? "pgTable" : "sqliteTable");
}

/** What is written inline with each column, and the constraints that are. */
function inlineSources(
  own: TableSource,
  neighbours: Neighbours,
): { readonly of: ReadonlyMap<Column, readonly string[]>; readonly said: ReadonlySet<unknown> } {
  const { source, table } = own;
  const of = new Map<Column, string[]>();
  const said = new Set<unknown>();
  const add = (name: string | undefined, what: unknown, chain: string | null): void => {
    const column = table.columns.find((each) => each.name === name);
    if (column === undefined || chain === null || said.has(what)) return;
    said.add(what);
    of.set(column, [...(of.get(column) ?? []), chain]);
  };
  const { primaryKey } = table;
  const [keyed = "", ...others] = primaryKey?.columns ?? [];
  const counts = table.columns.find(({ name }) => name === keyed)?.autoincrement === true;
  const usual = [`${table.name}_pkey`, `${table.name}_${keyed}_pk`];
  // One that counts up can be written inline alone.
  if (primaryKey !== null && others.length === 0 && (counts || !isNamed(primaryKey.name, usual)))
    add(keyed, primaryKey, `.primaryKey(${counts ? "{ autoIncrement: true }" : ""})`);
  for (const unique of table.uniques) {
    const [only, ...more] = unique.columns;
    const isPlain = more.length === 0 && (source.dialect === "sqlite" || !unique.nullsNotDistinct);
    if (isPlain && !isNamed(unique.name, [`${table.name}_${only}_key`, `${table.name}_${only}_unique`]))
      add(only, unique, ".unique()");
  }
  const pointing = new Set<string>();
  for (const key of table.foreignKeys) {
    const [only = "", ...more] = key.columns;
    // Of two keys from one column, the second is declared below.
    if (more.length > 0 || pointing.has(only) || isNamed(key.name, foreignKeyNames(table, key))) continue;
    pointing.add(only);
    add(only, key, referenceSource(own, key, neighbours));
  }
  return { of, said };
}

function foreignKeyNames(table: Table, { columns, references }: ForeignKey): readonly string[] {
  return [
    `${table.name}_${columns.join("_")}_fkey`,
    `${table.name}_${[...columns, references.table, ...references.columns].join("_")}_fk`,
    `${table.name}_${[...columns, references.table, ...references.columns].join("_")}_fkey`,
  ];
}

/** Tables so that those that are referred to come first, as far as they do not refer to each other in a circle. */
export function inOrder(tables: readonly Table[]): readonly Table[] {
  const byName = new Map(tables.map((table) => [formatName(table), table]));
  return inDependencyOrder(
    [...tables].sort((a, b) => compareText(formatName(a), formatName(b))),
    ({ foreignKeys }) => foreignKeys.flatMap((key) => byName.get(targetOf(key)) ?? []),
  );
}
