import type { Connection } from "../../dialect.ts";
import { type Sql, sql } from "../../sql.ts";

/** What a type is to files: all that is not named here goes by its text. */
export type Kind = "boolean" | "number" | "json" | "jsonb" | "bytes" | "text";

/** The type of a column. */
export interface ColumnKind {
  readonly kind: Kind;
  /** The kind is that of the elements of an array. */
  readonly list: boolean;
  /** What stands between two elements of the array. */
  readonly delimiter: string;
}

/** What nothing is known of. */
export const plainText: ColumnKind = { kind: "text", list: false, delimiter: "," };

/**
 * The kinds of columns, by their position. `given` is SQL for rows of `(position, oid)`, the columns' types;
 * behind a domain is the type that it restricts, behind an array the type of its elements.
 */
export async function kindsOf(
  connection: Connection,
  given: Sql,
  params: readonly unknown[] = [],
): Promise<ReadonlyMap<number, ColumnKind>> {
  const rows = await connection.query(
    sql`WITH RECURSIVE given (position, oid) AS (${given}),
  kinds (position, oid, list) AS (
    SELECT position::int4, oid::oid, false FROM given
    UNION ALL
    SELECT k.position, CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.typelem END, k.list OR t.typoutput = 'array_out'::regproc
    FROM kinds k JOIN pg_type t ON t.oid = k.oid
    WHERE t.typtype = 'd' OR t.typoutput = 'array_out'::regproc)
SELECT k.position, k.list, t.oid::int4 AS type, t.typdelim::text AS delimiter
FROM kinds k JOIN pg_type t ON t.oid = k.oid
WHERE t.typtype <> 'd' AND t.typoutput <> 'array_out'::regproc`,
    params,
  );
  return new Map(
    rows.map((row) => [
      Number(row["position"]),
      {
        kind: named.get(Number(row["type"])) ?? "text",
        list: row["list"] === true,
        delimiter: String(row["delimiter"]),
      },
    ]),
  );
}

const named: ReadonlyMap<number, Kind> = new Map<number, Kind>([
  [16, "boolean"],
  [17, "bytes"],
  [21, "number"],
  [23, "number"],
  [26, "number"],
  [114, "json"],
  [700, "number"],
  [701, "number"],
  [3802, "jsonb"],
]);
