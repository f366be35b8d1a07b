import { unique } from "../../../core/collections.ts";
import { formatName } from "../../../core/schema/names.ts";
import type { Column, Schema, Table, View } from "../../../core/schema/schema.ts";
import { rules, sameExpression } from "../rules.ts";
import { inLiveSpelling } from "./spelling.ts";

/**
 * The wanted schema with each name and expression in the words of the live one where both mean the same. SQLite
 * keeps the text it was given, so there is nothing to ask the engine.
 */
export function normalize(wanted: Schema, live: Schema): Schema {
  const tables = new Map(live.tables.map((table) => [formatName(table), table]));
  const views = new Map(live.views.map((view) => [formatName(view), view]));
  const spelled = inLiveSpelling(wanted, live);
  return {
    ...spelled,
    tables: spelled.tables.map((table) => normalizeTable(table, tables.get(formatName(table)))),
    views: spelled.views.map((view) => normalizeView(view, views.get(formatName(view)))),
  };
}

function normalizeTable(wanted: Table, live: Table | undefined): Table {
  if (live === undefined) return wanted;
  const columns = new Map(live.columns.map((column) => [column.name, column]));
  const normalized = normalizer(expressionsOf(live));
  return {
    ...wanted,
    columns: wanted.columns.map((column) => normalizeColumn(column, columns.get(column.name))),
    checks: wanted.checks.map((check) => ({ ...check, expression: normalized(check.expression) })),
    indexes: wanted.indexes.map((index) => ({
      ...index,
      keys: index.keys.map((key) => ({
        ...key,
        expression: key.expression === null ? null : normalized(key.expression),
      })),
      where: index.where === null ? null : normalized(index.where),
    })),
  };
}

function normalizeColumn(wanted: Column, live: Column | undefined): Column {
  if (live === undefined) return wanted;
  const { generated } = wanted;
  return {
    ...wanted,
    default: rules.sameDefault(live, wanted) ? live.default : wanted.default,
    generated:
      generated !== null &&
      live.generated !== null &&
      sameExpression(live.generated.expression, generated.expression)
        ? { ...generated, expression: live.generated.expression }
        : generated,
  };
}

function normalizeView(wanted: View, live: View | undefined): View {
  return live !== undefined && sameExpression(live.query, wanted.query)
    ? { ...wanted, query: live.query }
    : wanted;
}

function expressionsOf(table: Table): readonly string[] {
  return [
    ...table.checks.map((check) => check.expression),
    ...table.indexes.flatMap((index) => [...index.keys.map((key) => key.expression), index.where]),
  ].filter((expression) => expression !== null);
}

/** Expressions that are equal may differ in length, so all of the table's are tried, each text once. */
function normalizer(live: readonly string[]): (wanted: string) => string {
  const known = unique(live);
  return (wanted) =>
    known.includes(wanted) ? wanted : (known.find((text) => sameExpression(text, wanted)) ?? wanted);
}
