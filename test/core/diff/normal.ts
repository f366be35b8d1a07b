import { compareText } from "../../../src/core/collections.ts";
import { formatName } from "../../../src/core/schema/names.ts";
import type { ConstraintName, Schema } from "../../../src/core/schema/schema.ts";

/** A schema without what the differ may leave open: the order of lists, and names that nobody gave. */
export function normal(schema: Schema, names: "kept" | "open" = "kept"): unknown {
  const name = (item: ConstraintName): unknown => ({
    ...item,
    name: names === "kept" ? item.name : null,
    nameExplicit: false,
  });
  return {
    namespaces: sorted(schema.namespaces),
    enums: sorted(schema.enums),
    sequences: sorted(schema.sequences),
    linkedPolicies: sorted(schema.linkedPolicies),
    tables: sorted(
      schema.tables.map((table) => ({
        ...table,
        columns: sorted(table.columns),
        primaryKey: table.primaryKey === null ? null : name(table.primaryKey),
        uniques: sorted(table.uniques.map(name)),
        checks: sorted(table.checks.map(name)),
        foreignKeys: sorted(table.foreignKeys.map(name)),
        indexes: sorted(table.indexes.map(name)),
        policies: sorted(table.policies),
      })),
    ),
    views: sorted(schema.views.map(({ reads: _reads, ...view }) => ({ ...view, key: formatName(view) }))),
  };
}

function sorted<T>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => compareText(textOf(a), textOf(b)));
}

/** The order of keys does not count. */
function textOf(item: unknown): string {
  return JSON.stringify(item, (_key, value: unknown) =>
    typeof value !== "object" || value === null || Array.isArray(value)
      ? value
      : Object.fromEntries(Object.entries(value).sort(([a], [b]) => compareText(a, b))),
  );
}
