import { type Sql, sql } from "../../sql.ts";
import { exactText } from "./exact.ts";

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

/** The triggers of tables and views and the rules of tables, each with what is said of it after it was made: whether it fires, its comment. */
export const triggerQuery: Sql = sql`
    SELECT t.tgrelid::bigint AS oid, t.tgname AS name,
           concat_ws(E';\\n', ${exactText(sql`pg_get_triggerdef(t.oid, true)`, sql`pg_get_triggerdef(t.oid)`)},
             CASE WHEN t.tgenabled <> 'O' THEN format('ALTER TABLE %s %s TRIGGER %I', t.tgrelid::regclass,
               CASE t.tgenabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, t.tgname) END,
             CASE WHEN r.description IS NOT NULL THEN format('COMMENT ON TRIGGER %I ON %s IS %L', t.tgname, t.tgrelid::regclass, r.description) END) AS sql
      FROM ours JOIN pg_trigger t ON t.tgrelid = ours.oid
      LEFT JOIN pg_description r ON r.classoid = 'pg_trigger'::regclass AND r.objoid = t.oid AND r.objsubid = 0
     WHERE NOT t.tgisinternal
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_trigger'::regclass AND d.objid = t.oid AND d.deptype = 'e')
     UNION ALL
    SELECT w.ev_class::bigint, w.rulename,
           concat_ws(E';\\n', rtrim(${exactText(sql`pg_get_ruledef(w.oid, true)`, sql`pg_get_ruledef(w.oid)`)}, ';'),
             CASE WHEN w.ev_enabled <> 'O' THEN format('ALTER TABLE %s %s RULE %I', w.ev_class::regclass,
               CASE w.ev_enabled WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE ALWAYS' END, w.rulename) END,
             CASE WHEN r.description IS NOT NULL THEN format('COMMENT ON RULE %I ON %s IS %L', w.rulename, w.ev_class::regclass, r.description) END)
      FROM ours JOIN pg_rewrite w ON w.ev_class = ours.oid AND ours.kind IN ('r', 'p')
      LEFT JOIN pg_description r ON r.classoid = 'pg_rewrite'::regclass AND r.objoid = w.oid AND r.objsubid = 0
     ORDER BY 1, 2`;

export interface TriggerRow {
  readonly oid: number;
  readonly name: string;
  readonly sql: string;
}
