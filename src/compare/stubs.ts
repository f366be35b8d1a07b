import { namesMentioned } from "../core/schema/expressions.ts";
import { targetOf, nameOf } from "../core/schema/lookup.ts";
import { formatName } from "../core/schema/names.ts";
import { exactGlob } from "../core/schema/scope.ts";
import type { Schema, Table } from "../core/schema/schema.ts";
import { stubOf } from "../core/schema/stub.ts";
import type { Connection, Dialect } from "../dialects/dialect.ts";

/** What is known of tables that schemas do not hold. */
export interface Elsewhere {
  /** As the database has them. */
  readonly leftOut: readonly Table[];
  /** As the Drizzle schema knows them. */
  readonly expected: readonly Table[];
}

/**
 * What schemas refer to and do not hold, with just the columns and keys that are referred to: as the database
 * has it, else as the Drizzle schema knows it.
 */
export async function stubs(
  dialect: Dialect,
  connection: Connection,
  schemas: readonly Schema[],
  { leftOut, expected }: Elsewhere,
): Promise<readonly Table[]> {
  const held = new Set(schemas.flatMap(({ tables, views }) => [...tables, ...views]).map(formatName));
  const wanted = new Map<string, Reference[]>();
  for (const { table, columns } of schemas.flatMap(referencesOf))
    if (!held.has(table)) wanted.set(table, [...(wanted.get(table) ?? []), { columns }]);
  const unread = new Set(wanted.keys());
  for (const table of leftOut) unread.delete(formatName(table));
  const there = unread.size === 0 ? [] : await tablesAmong(dialect, connection, [...unread]);
  const known = new Map([...expected, ...there, ...leftOut].map((table) => [formatName(table), table]));
  return [...wanted].flatMap(([name, references]) => {
    const table = known.get(name);
    return table === undefined ? [] : stub(table, references);
  });
}

/** The tables of the namespaces in which these names lie. */
async function tablesAmong(
  dialect: Dialect,
  connection: Connection,
  names: readonly string[],
): Promise<readonly Table[]> {
  const namespaces = names.map((name) => exactGlob(nameOf(name).schema ?? "public"));
  const scope = {
    schemas: dialect.traits.namespaces ? namespaces : null,
    tables: null,
    ownTables: [],
  };
  return (await dialect.introspect(connection, scope)).tables;
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
