import { namesMentioned } from "../core/schema/expressions.ts";
import { targetOf, nameOf } from "../core/schema/lookup.ts";
import { formatName } from "../core/schema/names.ts";
import { exactGlob } from "../core/schema/scope.ts";
import type { Schema, Table } from "../core/schema/schema.ts";
import { stubOf } from "../core/schema/stub.ts";
import type { Connection, Dialect } from "../dialects/dialect.ts";

/**
 * What schemas refer to and do not hold, with just the columns and keys that are referred to: as the database
 * has it, else as the Drizzle schema knows it.
 */
export async function stubs(
  dialect: Dialect,
  connection: Connection,
  schemas: readonly Schema[],
  expected: readonly Table[],
): Promise<readonly Table[]> {
  const held = new Set(schemas.flatMap(({ tables, views }) => [...tables, ...views]).map(formatName));
  const wanted = new Map<string, Reference[]>();
  for (const { table, columns } of schemas.flatMap(referencesOf))
    if (!held.has(table)) wanted.set(table, [...(wanted.get(table) ?? []), { columns }]);
  if (wanted.size === 0) return [];
  const namespaces = [...wanted.keys()].map((name) => exactGlob(nameOf(name).schema ?? "public"));
  const scope = {
    schemas: dialect.traits.namespaces ? namespaces : null,
    tables: null,
    ownTables: [],
  };
  const there = await dialect.introspect(connection, scope);
  const known = new Map([...expected, ...there.tables].map((table) => [formatName(table), table]));
  return [...wanted].flatMap(([name, references]) => {
    const table = known.get(name);
    return table === undefined ? [] : stub(table, references);
  });
}

/** The columns of a table that something points to; null is all of them. */
interface Reference {
  readonly columns: readonly string[] | null;
}

function referencesOf({
  tables,
  views,
  linkedPolicies,
}: Schema): readonly (Reference & { readonly table: string })[] {
  return [
    ...tables.flatMap(({ foreignKeys }) =>
      foreignKeys.map((key) => ({ table: targetOf(key), columns: key.references.columns })),
    ),
    ...views.flatMap(({ reads }) => reads.map((table) => ({ table, columns: null }))),
    ...linkedPolicies.map((table) => ({ table: formatName(table), columns: null })),
    ...[...tables, ...linkedPolicies]
      .flatMap(({ policies }) => policies.flatMap(({ using, check }) => [using, check]))
      .flatMap((expression) => (expression === null ? [] : namesMentioned(expression)))
      .map((table) => ({ table, columns: null })),
  ];
}

function stub(table: Table, references: readonly Reference[]): Table {
  const keys = references.flatMap(({ columns }) => (columns === null ? [] : [columns]));
  const used = new Set(keys.flat());
  const whole = references.some(({ columns }) => columns === null);
  const distinct = [...new Map(keys.map((columns) => [columns.toSorted().join("\0"), columns])).values()];
  const columns = table.columns.filter(({ name }) => whole || used.has(name));
  return stubOf({ ...table, columns }, distinct);
}
