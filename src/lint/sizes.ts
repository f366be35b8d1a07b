import { isLarge, type TableSize, type Threshold } from "../core/table-size.ts";
import type { Found } from "../core/lint/judge.ts";
import { findTable } from "../core/schema/lookup.ts";
import type { Database } from "../project/environment.ts";
import type { Linted } from "./lint.ts";
import { sql } from "../dialects/sql.ts";

/** From which size on a table is large where the configuration does not say. */
const usual: Threshold = { rows: 10_000 };

/** What was found without what hurts only in large tables, where those of the database are small. */
export async function withoutSmall(
  database: Database,
  linted: readonly Linted[],
  threshold: Threshold | null,
): Promise<readonly Linted[]> {
  const named = linted.flatMap(({ found }) => found.flatMap(({ table }) => table ?? []));
  const sizes = await sizesOf(database, [...new Set(named)]);
  const isSmall = ({ kind, table, rule }: Found): boolean => {
    const size = table === null ? undefined : sizes.get(table);
    if (size === undefined) return false;
    if (kind === "may-fail" && rule !== "own-danger") return size.rows === 0;
    return kind === "lock" && !isLarge(size, threshold ?? usual);
  };
  return linted.map((each) => ({ ...each, found: each.found.filter((found) => !isSmall(found)) }));
}

async function sizesOf(
  { dialect, connection, scope }: Database,
  tables: readonly string[],
): Promise<ReadonlyMap<string, TableSize>> {
  if (dialect.online !== null) return dialect.online.sizesOf(connection, tables);
  const schema = await dialect.introspect(connection, scope);
  const sizes = new Map<string, TableSize>();
  for (const table of tables) {
    if (findTable(schema, table) === null) continue;
    const [row] = await connection.query(sql`SELECT count(*) AS count FROM ${dialect.identifier(table)}`);
    // What rows weigh is not known; nobody reads of so few.
    sizes.set(table, {
      rows: Number(row?.["count"] ?? 0),
      bytes: Number.POSITIVE_INFINITY,
      partitioned: false,
    });
  }
  return sizes;
}
