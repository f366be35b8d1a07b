import { formatName } from "../../../core/schema/names.ts";
import type { Connection, ViewColumns } from "../../dialect.ts";
import { canonicalType } from "../normalize/column-type.ts";

/** The columns that queries give to views, with the types of what they read; none where they compute. */
export async function viewColumns(connection: Connection): Promise<ViewColumns> {
  const rows = await connection.query(
    `SELECT v.name AS view, c.name AS name, c.type AS type
       FROM sqlite_schema v JOIN pragma_table_info(v.name) c WHERE v.type = 'view' ORDER BY v.name, c.cid`,
  );
  const found = new Map<
    string,
    { readonly name: string; readonly type: ReturnType<typeof canonicalType> }[]
  >();
  for (const row of rows) {
    const view = formatName({ schema: null, name: String(row["view"]) });
    const columns = found.get(view) ?? [];
    columns.push({ name: String(row["name"]), type: canonicalType(String(row["type"])) });
    found.set(view, columns);
  }
  return found;
}
