import { formatName } from "../../../core/schema/names.ts";
import type { Connection, ViewColumns } from "../../dialect.ts";
import { canonicalType } from "../normalize/column-type.ts";
import { nameOfRow } from "./row-name.ts";

/** The columns that queries give to views, with their types, in one query. */
export async function viewColumns(connection: Connection): Promise<ViewColumns> {
  const rows = await connection.query(query);
  const found = new Map<
    string,
    { readonly name: string; readonly type: ReturnType<typeof canonicalType> }[]
  >();
  for (const row of rows) {
    const view = formatName(nameOfRow(row));
    const columns = found.get(view) ?? [];
    columns.push({ name: String(row["column"]), type: canonicalType(String(row["type"]), []) });
    found.set(view, columns);
  }
  return found;
}

const query = `SELECT nullif(n.nspname, coalesce(current_schema(), 'public')) AS schema, c.relname AS name,
         a.attname AS "column", format_type(a.atttypid, a.atttypmod) AS type
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
   WHERE c.relkind IN ('v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
   ORDER BY c.oid, a.attnum`;
