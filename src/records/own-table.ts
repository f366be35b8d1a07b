import { foreignTable } from "../core/errors/old-table.ts";
import { sibling } from "../core/schema/names.ts";
import type { Named } from "../core/schema/schema.ts";
import type { Connection, Rows } from "../dialects/dialect.ts";
import type { Sql } from "../dialects/sql.ts";

/** Which of our tables it is: the setting that names it. */
export type OwnTable = Parameters<typeof foreignTable>[0]["setting"];

/** Rows of a table of ours; null where it is not there. Throws foreign-table where the name is another's. */
export async function queryOwn(
  connection: Connection,
  [setting, name]: readonly [OwnTable, string],
  query: Sql,
  params: readonly unknown[] = [],
): Promise<Rows | null> {
  try {
    return await queryIfTableExists(connection, query, params);
  } catch (error) {
    throw isMissingColumn(error) ? foreignTable({ table: name, setting }, error) : error;
  }
}

/** What a table of another tool is called once its name is that of one of ours. */
export function archivedName(table: Named): Named {
  // PostgreSQL cuts names off, and the end is what tells them apart.
  return sibling(table, `${[...table.name].slice(0, 40).join("")}_before_mig`);
}

/** The rows, or null when the table that is asked for does not exist. */
export async function queryIfTableExists(
  connection: Connection,
  query: Sql,
  params: readonly unknown[] = [],
): Promise<Rows | null> {
  try {
    return await connection.query(query, params);
  } catch (error) {
    if (isMissingTable(error)) return null;
    throw error;
  }
}

/** PostgreSQL says 42703 (undefined_column); SQLite has no code of its own for it. */
export function isMissingColumn(error: unknown): boolean {
  return engineCodeOf(error) === "42703" || (error instanceof Error && /no such column/u.test(error.message));
}

/** PostgreSQL says 42P01 (undefined_table) or 3F000 (invalid_schema_name); SQLite has no code of its own for it. */
function isMissingTable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = engineCodeOf(error);
  return code === "42P01" || code === "3F000" || /no such table/u.test(error.message);
}

function engineCodeOf(error: unknown): unknown {
  return error instanceof Error && "details" in error
    ? (error.details as Readonly<Record<string, unknown>>)["engineCode"]
    : null;
}
