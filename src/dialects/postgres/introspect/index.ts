import { formatName } from "../../../core/schema/names.ts";
import type { Index, IndexKey, Named } from "../../../core/schema/schema.ts";
import { textLiteral } from "../literal.ts";
import { type Sql, sql } from "../../sql.ts";
import { exactExpression, exactText } from "./exact.ts";

/** An operator class as SQL says it: with its namespace where the session does not find it without. */
export function opclassSql(row: Sql): Sql {
  return sql`CASE WHEN pg_opclass_is_visible(${row}.oid) THEN quote_ident(${row}.opcname) ELSE
            format('%I.%I', (SELECT nspname FROM pg_namespace WHERE oid = ${row}.opcnamespace), ${row}.opcname) END`;
}

/**
 * The indexes of tables and materialized views. An invalid one is what a failed CREATE INDEX CONCURRENTLY leaves: it
 * serves nobody, so it is not there.
 */
export const indexQuery: Sql = sql`
    SELECT i.indrelid::bigint AS oid, x.relname AS name, i.indisunique AS unique, m.amname AS method,
           coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) AS "nullsNotDistinct",
           ${exactExpression(sql`i.indpred`, sql`i.indrelid`)} AS where, obj_description(x.oid, 'pg_class') AS comment,
           to_json(x.reloptions) AS options, i.indisclustered AS clustered, i.indisreplident AS "replicaIdentity", pg_get_indexdef(i.indexrelid) AS definition,
           (SELECT json_agg(json_build_object(
              'column', a.attname, 'key', k.n <= i.indnkeyatts,
              'expression', CASE WHEN k.num = 0 THEN ${exactText(sql`pg_get_indexdef(i.indexrelid, k.n::integer, true)`, sql`pg_get_indexdef(i.indexrelid, k.n::integer, false)`)} END,
              'option', i.indoption[k.n - 1],
              'opclass', CASE WHEN NOT oc.opcdefault OR xa.attoptions IS NOT NULL THEN ${opclassSql(sql`oc`)} END,
              'parameters', to_json(xa.attoptions),
              'collation', CASE WHEN CASE WHEN k.num = 0
                                     -- The catalogue does not say which collation an expression has by itself.
                                     THEN strpos(pg_get_indexdef(i.indexrelid), pg_get_indexdef(i.indexrelid, k.n::integer, false) || ' COLLATE ') > 0
                                     ELSE i.indcollation[k.n - 1] NOT IN (0, a.attcollation) END
                                THEN (SELECT json_build_object('name', c.collname, 'schema',
                                               CASE WHEN n.nspname NOT IN ('pg_catalog', coalesce(current_schema(), 'public')) THEN n.nspname END)
                                        FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
                                       WHERE c.oid = i.indcollation[k.n - 1]) END
            ) ORDER BY k.n)
              FROM unnest(i.indkey) WITH ORDINALITY k(num, n)
              LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num AND k.num <> 0
              LEFT JOIN pg_attribute xa ON xa.attrelid = i.indexrelid AND xa.attnum = k.n
              LEFT JOIN pg_opclass oc ON oc.oid = i.indclass[k.n - 1]) AS keys
      FROM ours JOIN pg_index i ON i.indrelid = ours.oid
      JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
     WHERE i.indisvalid AND i.indislive
       AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
     ORDER BY i.indrelid, x.relname`;

export interface IndexRow {
  readonly oid: number;
  readonly name: string;
  readonly unique: boolean;
  readonly method: string;
  readonly nullsNotDistinct: boolean;
  readonly where: string | null;
  readonly comment: string | null;
  readonly options: readonly string[] | null;
  readonly clustered: boolean;
  readonly replicaIdentity: boolean;
  readonly definition: string;
  readonly keys: readonly {
    readonly column: string | null;
    readonly key: boolean;
    readonly expression: string | null;
    readonly option: number | null;
    /** As SQL says it. */
    readonly opclass: string | null;
    readonly parameters: readonly string[] | null;
    readonly collation: Named | null;
  }[];
}

/** An index as the catalogue has it. */
export function indexOf(row: IndexRow): Index {
  return {
    name: row.name,
    nameExplicit: true,
    unique: row.unique,
    nullsNotDistinct: row.nullsNotDistinct,
    method: row.method,
    keys: row.keys.filter(({ key }) => key).map((key) => keyOf(key, row.method)),
    include: row.keys.flatMap(({ key, column }) => (key || column === null ? [] : [column])),
    with: optionsOf(row.options),
    clustered: row.clustered,
    replicaIdentity: row.replicaIdentity,
    where: row.where,
    comment: row.comment,
  };
}

/** `name=value` texts of the catalogue as pairs, sorted by name. */
export function optionsOf(options: readonly string[] | null): readonly (readonly [string, string])[] {
  return (options ?? []).map((text) => {
    const at = text.indexOf("=");
    return [text.slice(0, at), text.slice(at + 1)] as const;
  });
}

function keyOf(key: IndexRow["keys"][number], method: string): IndexKey {
  const option = method === "btree" ? (key.option ?? 0) : 0;
  const descending = (option & 1) !== 0;
  const first = (option & 2) !== 0;
  const parameters = optionsOf(key.parameters).map(([name, value]) => `${name}=${textLiteral(value)}`);
  return {
    column: key.expression === null ? key.column : null,
    expression: key.expression,
    descending,
    nulls: first === descending ? null : first ? "first" : "last",
    opclass:
      key.opclass === null
        ? null
        : key.opclass + (parameters.length === 0 ? "" : `(${parameters.join(", ")})`),
    collation: key.collation === null ? null : formatName(key.collation),
  };
}
