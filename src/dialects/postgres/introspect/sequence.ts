import type { Sequence } from "../../../core/schema/schema.ts";
import { type Sql, sql } from "../../sql.ts";

/** True for a column that counts by a sequence as a serial one does; `f` is its row in pg_attrdef, if it has one. */
export function isSerial(a: Sql, f: Sql, sequence: Sql): Sql {
  return sql`(${a}.attnotnull AND ${a}.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
                AND coalesce(pg_get_expr(${f}.adbin, ${f}.adrelid) = format('nextval(''%s''::regclass)', replace(${sequence}.oid::regclass::text, '''', '''''')), false))`;
}

/**
 * The sequences that are no column's identity or serial. One that belongs to a column of a table that is not ours is
 * not ours either.
 */
export const sequenceQuery: Sql = sql`
    SELECT s.key AS schema, c.relname AS name, format_type(q.seqtypid, NULL) AS type,
           q.seqstart::text AS start, q.seqincrement::text AS increment, q.seqmin::text AS min, q.seqmax::text AS max,
           q.seqcache::text AS cache, q.seqcycle AS cycle, o.schema AS "ownerSchema", o.name AS owner, a.attname AS "ownerColumn"
      FROM pg_sequence q JOIN pg_class c ON c.oid = q.seqrelid JOIN spaces s ON s.oid = c.relnamespace
      LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
        AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
      LEFT JOIN ours o ON o.oid = d.refobjid
      LEFT JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
      LEFT JOIN pg_attrdef f ON f.adrelid = d.refobjid AND f.adnum = d.refobjsubid
     WHERE c.relpersistence <> 't' AND (d.objid IS NULL OR o.oid IS NOT NULL) AND d.deptype IS DISTINCT FROM 'i'
       AND NOT (d.deptype = 'a' AND ${isSerial(sql`a`, sql`f`, sql`c`)})
       AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.deptype = 'e')
     ORDER BY s.key NULLS FIRST, c.relname`;

export interface SequenceRow {
  readonly schema: string | null;
  readonly name: string;
  readonly type: string;
  readonly start: string;
  readonly increment: string;
  readonly min: string;
  readonly max: string;
  readonly cache: string;
  readonly cycle: boolean;
  readonly ownerSchema: string | null;
  readonly owner: string | null;
  readonly ownerColumn: string | null;
}

/** A sequence as the catalogue has it. */
export function sequenceOf({ ownerSchema, owner, ownerColumn, ...sequence }: SequenceRow): Sequence {
  return {
    ...sequence,
    ownedBy:
      owner === null || ownerColumn === null
        ? null
        : { schema: ownerSchema, table: owner, column: ownerColumn },
  };
}
