import type { Schema } from "../../src/core/schema/schema.ts";
import { sql } from "../../src/dialects/sql.ts";
import type { Connection } from "../../src/dialects/dialect.ts";

/** The version of a PostgreSQL server as one number: 150004 is 15.4. */
export async function serverVersion(connection: Connection): Promise<number> {
  const [row] = await connection.query(sql`SELECT current_setting('server_version_num')::integer AS version`);
  return Number(row?.["version"]);
}

/** The schema without what a PostgreSQL before 15 has no words for. */
export function asServerKnows(schema: Schema, version: number): Schema {
  if (version >= 150_000) return schema;
  return {
    ...schema,
    tables: schema.tables.map((table) => ({
      ...table,
      uniques: table.uniques.map((unique) => ({ ...unique, nullsNotDistinct: false })),
      indexes: table.indexes.map((index) => ({ ...index, nullsNotDistinct: false })),
      foreignKeys: table.foreignKeys.map((key) => ({ ...key, onDeleteColumns: null })),
    })),
  };
}
