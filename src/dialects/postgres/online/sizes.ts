import { formatName, parseName } from "../../../core/schema/names.ts";
import type { TableSize } from "../../../core/table-size.ts";
import type { Connection } from "../../dialect.ts";
import { identifierInFull } from "../identifiers.ts";
import { type Sql, sql } from "../../sql.ts";

/** Rows that are counted at most where the server has no estimate of its own. */
const countedAtMost = 1_000_000;

/**
 * How large tables are, by their names in the core model; those that are not there are left out. The estimate is the
 * planner's: rows a page at the last ANALYZE, times the pages of now.
 */
export async function sizesOf(
  connection: Connection,
  tables: readonly string[],
): Promise<ReadonlyMap<string, TableSize>> {
  const sizes = new Map<string, TableSize>();
  if (tables.length === 0) return sizes;
  const names = tables.map((table) => {
    const named = parseName(table) ?? { schema: null, name: table };
    return identifierInFull(formatName({ schema: named.schema ?? "public", name: named.name }));
  });
  const rows = await connection.query(
    `SELECT t.position, c.relkind = 'p' AS partitioned, sum(pg_relation_size(p.oid))::float8 AS bytes,
            CASE WHEN bool_and(p.reltuples > 0 AND p.relpages > 0 OR pg_relation_size(p.oid) = 0)
              THEN coalesce(sum(p.reltuples / nullif(p.relpages, 0) * (pg_relation_size(p.oid) / current_setting('block_size')::integer)), 0)::float8 END AS rows
       FROM json_array_elements_text($1::json) WITH ORDINALITY AS t(name, position)
       JOIN pg_class c ON c.oid = to_regclass(t.name)
       JOIN LATERAL (SELECT c.oid UNION SELECT relid FROM pg_partition_tree(c.oid)) AS part(oid) ON true
       JOIN pg_class p ON p.oid = part.oid
      GROUP BY t.position, c.relkind`,
    [JSON.stringify(names)],
  );
  for (const row of rows) {
    const at = Number(row["position"]) - 1;
    const [table, name] = [tables[at], names[at]];
    if (table === undefined || name === undefined) continue;
    const estimate = row["rows"] === null ? await countOf(connection, name) : Number(row["rows"]);
    sizes.set(table, {
      rows: Math.round(estimate),
      bytes: Number(row["bytes"]),
      partitioned: row["partitioned"] === true,
    });
  }
  return sizes;
}

async function countOf(connection: Connection, name: Sql): Promise<number> {
  const [row] = await connection.query(
    sql`SELECT count(*)::float8 AS rows FROM (SELECT FROM ${name} LIMIT ${countedAtMost}) AS counted`,
  );
  return Number(row?.["rows"]);
}
