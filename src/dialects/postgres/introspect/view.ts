import { type Sql, saidInSql, sql } from "../../sql.ts";
import { formatName } from "../../../core/schema/names.ts";
import type { Index, Named, Trigger, View } from "../../../core/schema/schema.ts";
import { qualified, quote } from "../identifiers.ts";
import { textLiteral } from "../literal.ts";
import { exactText } from "./exact.ts";
import { optionsOf } from "./index.ts";

/** What the columns of a relation are: CREATE OR REPLACE VIEW changes neither their types nor their collations. */
export function outputTypes(relation: Sql): Sql {
  return sql`(SELECT json_agg(format_type(a.atttypid, a.atttypmod) || ' ' || a.attcollation ORDER BY a.attnum)
              FROM pg_attribute a WHERE a.attrelid = ${relation} AND a.attnum > 0)`;
}

/** The views, with what belongs to them. */
export const viewQuery: Sql = sql`
    SELECT o.oid::bigint AS oid, ${exactText(sql`pg_get_viewdef(o.oid, true)`, sql`pg_get_viewdef(o.oid)`)} AS query, to_json(o.reloptions) AS options,
           c.relispopulated AS populated, m.amname AS "accessMethod", s.spcname AS tablespace,
           (SELECT json_agg(a.attname ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = o.oid AND a.attnum > 0) AS outputs,
           ${outputTypes(sql`o.oid`)} AS "outputTypes",
           (SELECT json_agg(DISTINCT jsonb_build_object('schema', nullif(n.nspname, coalesce(current_schema(), 'public')), 'name', c.relname))
              FROM pg_rewrite r JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
              JOIN pg_class c ON d.refclassid = 'pg_class'::regclass AND c.oid = d.refobjid
              JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE r.ev_class = o.oid AND c.oid <> o.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
               AND n.nspname NOT IN ('pg_catalog', 'information_schema')) AS reads,
           (SELECT json_agg(pg_get_ruledef(r.oid) ORDER BY r.rulename) FROM pg_rewrite r
             WHERE r.ev_class = o.oid AND r.rulename <> '_RETURN') AS rules,
           (SELECT json_agg(json_build_object('column', a.attname, 'comment', col_description(o.oid, a.attnum),
                                              'default', pg_get_expr(d.adbin, d.adrelid)) ORDER BY a.attnum)
              FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
             WHERE a.attrelid = o.oid AND a.attnum > 0
               AND (d.oid IS NOT NULL OR col_description(o.oid, a.attnum) IS NOT NULL)) AS columns,
           (SELECT json_agg(json_build_object('privilege', g.privilege_type, 'grantable', g.is_grantable, 'column', g.column,
                                              'to', CASE WHEN g.grantee = 0 THEN NULL ELSE pg_get_userbyid(g.grantee) END)
                            ORDER BY g.grantee, g.privilege_type, g.column)
              FROM (SELECT x.*, NULL::name AS column FROM aclexplode(o.relacl) x
                    UNION ALL
                    SELECT x.*, a.attname FROM pg_attribute a CROSS JOIN LATERAL aclexplode(a.attacl) x WHERE a.attrelid = o.oid) g
             WHERE g.grantee <> o.relowner) AS grants
      FROM ours o JOIN pg_class c ON c.oid = o.oid
      LEFT JOIN pg_am m ON m.oid = c.relam LEFT JOIN pg_tablespace s ON s.oid = c.reltablespace
     WHERE o.kind IN ('v', 'm') ORDER BY o.oid`;

export interface ViewRow {
  readonly oid: number;
  readonly query: string;
  readonly options: readonly string[] | null;
  readonly populated: boolean;
  readonly accessMethod: string | null;
  readonly tablespace: string | null;
  readonly outputs: readonly string[] | null;
  readonly outputTypes: readonly string[] | null;
  readonly reads: readonly { readonly schema: string | null; readonly name: string }[] | null;
  readonly rules: readonly string[] | null;
  readonly columns:
    | readonly { readonly column: string; readonly comment: string | null; readonly default: string | null }[]
    | null;
  readonly grants:
    | readonly {
        readonly privilege: string;
        readonly grantable: boolean;
        readonly column: string | null;
        readonly to: string | null;
      }[]
    | null;
}

/** What belongs to a view apart from its query. */
export interface ViewDetails {
  readonly comment: string | null;
  readonly indexes: readonly { readonly index: Index; readonly definition: string }[];
  readonly triggers: readonly Trigger[];
}

/** A view as the catalogue has it, with the statements that make its company again. */
export function viewOf(named: Named, materialized: boolean, row: ViewRow, own: ViewDetails): View {
  return {
    ...named,
    query: row.query,
    materialized,
    columns: null,
    with: optionsOf(row.options),
    accessMethod: row.accessMethod,
    tablespace: row.tablespace,
    populated: row.populated,
    attachments: attachmentsOf(named, materialized, row, own),
    reads: (row.reads ?? []).map(formatName),
    outputs: row.outputs,
    outputTypes: row.outputTypes,
  };
}

function attachmentsOf(view: Named, materialized: boolean, row: ViewRow, own: ViewDetails): readonly Sql[] {
  const name = qualified(view);
  const kind = materialized ? "MATERIALIZED VIEW" : "VIEW";
  const columns = row.columns ?? [];
  const comment = (what: Sql, text: string | null): Sql[] =>
    text === null ? [] : [sql`COMMENT ON ${what} IS ${textLiteral(text)}`];
  return [
    ...columns.flatMap(({ column, default: value }) =>
      value === null
        ? []
        : [sql`ALTER VIEW ${name} ALTER COLUMN ${quote(column)} SET DEFAULT ${saidInSql(value)}`],
    ),
    ...own.indexes.map(({ definition }) => saidInSql(definition)),
    ...own.indexes.flatMap(({ index }) =>
      index.name === null
        ? []
        : comment(sql`INDEX ${qualified({ schema: view.schema, name: index.name })}`, index.comment),
    ),
    ...(row.rules ?? []).map((rule) => saidInSql(rule.replace(/;\s*$/u, ""))),
    ...own.triggers.map((trigger) => saidInSql(trigger.sql)),
    ...comment(sql`${kind} ${name}`, own.comment),
    ...columns.flatMap(({ column, comment: text }) => comment(sql`COLUMN ${name}.${quote(column)}`, text)),
    ...(row.grants ?? []).map(
      ({ privilege, column, to, grantable }) =>
        sql`GRANT ${saidInSql(privilege)}${column === null ? "" : sql` (${quote(column)})`} ON ${name} TO ${to === null ? "PUBLIC" : quote(to)}${grantable ? " WITH GRANT OPTION" : ""}`,
    ),
  ];
}
