import { type Sql, sql } from "../../sql.ts";

/** Tables and views by their names. */
export const relationQuery: Sql = sql`
    SELECT o.oid::bigint AS oid, o.schema, o.name, o.kind, obj_description(o.oid, 'pg_class') AS comment,
           c.relrowsecurity AS "rowSecurity", c.relforcerowsecurity AS "forcedRowSecurity"
      FROM ours o JOIN pg_class c ON c.oid = o.oid ORDER BY o.schema NULLS FIRST, o.name`;

export interface RelationRow {
  readonly oid: number;
  readonly schema: string | null;
  readonly name: string;
  readonly kind: "r" | "p" | "v" | "m";
  readonly comment: string | null;
  readonly rowSecurity: boolean;
  readonly forcedRowSecurity: boolean;
}

/** The triggers of tables and views. */
export const triggerQuery: Sql = sql`
    SELECT t.tgrelid::bigint AS oid, t.tgname AS name, pg_get_triggerdef(t.oid, true) AS sql
      FROM ours JOIN pg_trigger t ON t.tgrelid = ours.oid
     WHERE NOT t.tgisinternal
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_trigger'::regclass AND d.objid = t.oid AND d.deptype = 'e')
     ORDER BY t.tgrelid, t.tgname`;

export interface TriggerRow {
  readonly oid: number;
  readonly name: string;
  readonly sql: string;
}
