import { formatName } from "../../../core/schema/names.ts";
import type { Connection, ServerFacts } from "../../dialect.ts";
import { nameOfRow } from "./row-name.ts";

/** The version of the server, its partitioned tables, and how often indexes were used since it began to count. */
export async function facts(connection: Connection): Promise<ServerFacts> {
  const [row] = await connection.query("SELECT current_setting('server_version_num')::integer AS version");
  const partitioned = await connection.query(
    `SELECT nullif(n.nspname, 'public') AS schema, c.relname AS name
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'p'`,
  );
  const scans = await connection.query(
    "SELECT indexrelname AS name, sum(idx_scan)::float8 AS scans FROM pg_stat_user_indexes GROUP BY indexrelname",
  );
  return {
    version: Number(row?.["version"]),
    partitioned: partitioned.map((table) => formatName(nameOfRow(table))),
    scans: new Map(scans.map(({ name, scans: count }) => [String(name), Number(count)])),
  };
}
