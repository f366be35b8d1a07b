import { inDependencyOrder } from "../../../core/dependency-order.ts";
import { relationsRead } from "../../../core/schema/expressions.ts";
import { formatName } from "../../../core/schema/names.ts";
import type { EnumType, Schema, Table, View } from "../../../core/schema/schema.ts";
import { serialBase, typeSql } from "./column-type.ts";
import { columnList, identifier, qualified, quote } from "../identifiers.ts";
import { textLiteral } from "../literal.ts";

/**
 * Temporary objects are found before all others, so that what is said of `users` means the wanted shape of
 * it. Those of other namespaces cannot stand in for the real ones and get names of their own.
 */
export function shapeName(item: Table | View, all: readonly (Table | View)[]): string {
  const kind = "query" in item ? "view" : "table";
  return item.schema === null ? item.name : `mig ${kind} ${all.indexOf(item)}`;
}

/** A shape as SQL says it. */
export function shapeSql(item: Table | View, all: readonly (Table | View)[]): string {
  return `pg_temp.${quote(shapeName(item, all))}`;
}

/** Enums that the live database lacks or has with other labels. */
export function enumShapes(wanted: Schema, live: Schema): readonly string[] {
  const known = new Map(live.enums.map((type) => [formatName(type), type.values.join("\0")]));
  return wanted.enums
    .filter((type) => type.schema === null && known.get(type.name) !== type.values.join("\0"))
    .map(
      (type) =>
        `CREATE TYPE pg_temp.${quote(type.name)} AS ENUM (${type.values.map(textLiteral).join(", ")})`,
    );
}

/** A table with its columns alone. */
export function tableShape(table: Table, all: readonly Table[], enums: readonly EnumType[]): string {
  // Of a table that is not ours only the policies are known.
  if (table.columns.length === 0 && table.policies.length > 0)
    return `CREATE TEMPORARY TABLE ${quote(shapeName(table, all))} (LIKE ${qualified(table)})`;
  const columns = table.columns.map(({ name, type, collation }) => {
    const sorted = collation === null ? "" : ` COLLATE ${identifier(collation)}`;
    return `${quote(name)} ${typeSql(serialBase(type) ?? type, enums)}${sorted}`;
  });
  return `CREATE TABLE ${shapeSql(table, all)} (${columns.join(", ")})`;
}

/** The views, each after those that it reads; a materialized one says its query just as well when it is not. */
export function viewShapes(wanted: Schema, views: readonly View[]): readonly string[] {
  const byKey = new Map(views.map((view) => [formatName(view), view]));
  const ordered = inDependencyOrder(views, ({ query }) =>
    [...relationsRead(query, wanted)].flatMap((key) => byKey.get(key) ?? []),
  );
  return ordered.map((view) => {
    const names = view.columns === null ? "" : ` (${columnList(view.columns)})`;
    return `CREATE VIEW ${shapeSql(view, wanted.views)}${names} AS ${view.query}`;
  });
}
