import { formatName } from "../../../core/schema/names.ts";
import type { Named } from "../../../core/schema/schema.ts";
import type { Connection, ViewColumns } from "../../dialect.ts";
import { canonicalType } from "../normalize/column-type.ts";

/** The columns that queries give to views, with their types, in one query. */
export async function viewColumns(connection: Connection): Promise<ViewColumns> {
  const rows = await connection.query(query);
  const found = new Map<
    string,
    { readonly name: string; readonly type: ReturnType<typeof canonicalType> }[]
  >();
  for (const row of rows) {
    const view: Named = {
      schema: row["schema"] === null ? null : String(row["schema"]),
      name: String(row["view"]),
    };
    const columns = found.get(formatName(view)) ?? [];
    columns.push({ name: String(row["name"]), type: canonicalType(String(row["type"]), []) });
    found.set(formatName(view), columns);
  }
  return found;
}

const query = `SELECT nullif(n.nspname, coalesce(current_schema(), 'public')) AS schema, c.relname AS view,
         a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
   WHERE c.relkind IN ('v', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
   ORDER BY c.oid, a.attnum`;
