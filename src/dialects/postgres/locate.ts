import type { Connection } from "../dialect.ts";
import { parseName } from "../../core/schema/names.ts";
import { identifier, qualified } from "./identifiers.ts";
import { textLiteral } from "./literal.ts";
import { commaList, sql, type Sql } from "../sql.ts";

/** Tables with their schemas: that in which the search path finds them now, else the first of the path. */
export async function locate(
  connection: Connection,
  names: readonly string[],
): Promise<ReadonlyMap<string, Sql>> {
  const list = commaList(names.map((name) => textLiteral(identifier(name))));
  const rows = await connection.query(
    sql`SELECT coalesce(n.nspname, current_schema())::text AS schema
       FROM unnest(ARRAY[${list}]::text[]) WITH ORDINALITY AS t(name, place)
       LEFT JOIN pg_catalog.pg_class c ON c.oid = to_regclass(t.name)
       LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ORDER BY place`,
  );
  return new Map(
    names.flatMap((name, index) => {
      const schema = rows[index]?.["schema"];
      const own = parseName(name) ?? { schema: null, name };
      if (own.schema !== null) return [[name, qualified(own)]];
      return typeof schema === "string" ? [[name, qualified({ ...own, schema })]] : [];
    }),
  );
}
