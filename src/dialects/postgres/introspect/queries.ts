/**
 * The catalogue queries. Each follows the head of ours.ts and names one relation or object a row; what some
 * versions of the server lack is read through `to_jsonb`, which has only the columns that are there.
 */
export const queries = {
  spaces: `SELECT key FROM spaces WHERE key IS NOT NULL ORDER BY key`,

  enums: `
    SELECT s.key AS schema, t.typname AS name,
           (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid) AS values
      FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace
     WHERE t.typtype = 'e'
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')
     ORDER BY s.key NULLS FIRST, t.typname`,

  relations: `
    SELECT o.oid::bigint AS oid, o.schema, o.name, o.kind, obj_description(o.oid, 'pg_class') AS comment
      FROM ours o ORDER BY o.schema NULLS FIRST, o.name`,

  // A column's type is told by its element's name and namespace, so that search_path has no say in it.
  columns: `
    SELECT a.attrelid::bigint AS oid, a.attname AS name, a.attnotnull AS "notNull",
           a.attgenerated AS generated, a.attidentity AS identity, r.description AS comment,
           pg_get_expr(d.adbin, d.adrelid, true) AS expression,
           t.typname AS type, t.typtype AS "typeKind", format_type(t.oid, a.atttypmod) AS formatted, e.oid IS NOT NULL AS array,
           CASE WHEN n.nspname = 'pg_catalog' THEN NULL ELSE n.nspname END AS "typeSpace",
           nullif(n.nspname, coalesce(current_schema(), 'public')) AS "typeKey",
           n.nspname <> 'pg_catalog' AND EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_type'::regclass AND x.objid = t.oid AND x.deptype = 'e') AS "typeOfExtension",
           CASE WHEN a.attcollation <> w.typcollation THEN c.collname END AS collation,
           CASE WHEN cn.nspname NOT IN ('pg_catalog', coalesce(current_schema(), 'public')) THEN cn.nspname END AS "collationSpace",
           seq.relname AS sequence, seq.relnamespace <> o.relnamespace AS "sequenceElsewhere",
           pg_get_expr(d.adbin, d.adrelid) = format('nextval(''%s''::regclass)', replace(seq.oid::regclass::text, '''', '''''')) AS serial,
           q.seqstart::text AS start, q.seqincrement::text AS increment, q.seqmin::text AS min, q.seqmax::text AS max,
           q.seqcache::text AS cache, q.seqcycle AS cycle
      FROM ours JOIN pg_class o ON o.oid = ours.oid
      JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_type w ON w.oid = a.atttypid
      LEFT JOIN pg_type e ON e.oid = w.typelem AND e.typarray = w.oid
      JOIN pg_type t ON t.oid = coalesce(e.oid, w.oid)
      JOIN pg_namespace n ON n.oid = t.typnamespace
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      LEFT JOIN pg_description r ON r.classoid = 'pg_class'::regclass AND r.objoid = a.attrelid AND r.objsubid = a.attnum
      LEFT JOIN pg_collation c ON c.oid = a.attcollation
      LEFT JOIN pg_namespace cn ON cn.oid = c.collnamespace
      LEFT JOIN LATERAL (
        SELECT s.* FROM pg_depend x JOIN pg_class s ON s.oid = x.objid AND s.relkind = 'S'
         WHERE x.classid = 'pg_class'::regclass AND x.refclassid = 'pg_class'::regclass
           AND x.refobjid = a.attrelid AND x.refobjsubid = a.attnum AND x.deptype IN ('a', 'i')
         ORDER BY x.deptype DESC, s.oid LIMIT 1) seq ON (a.attidentity <> '' OR a.atthasdef)
      LEFT JOIN pg_sequence q ON q.seqrelid = seq.oid
     WHERE ours.kind IN ('r', 'p') ORDER BY a.attrelid, a.attnum`,

  constraints: `
    SELECT c.conrelid::bigint AS oid, c.conname AS name, c.contype AS type, c.convalidated AS validated,
           c.condeferrable AS deferrable, c.condeferred AS deferred,
           (SELECT json_agg(a.attname ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY k(num, n)
              JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num) AS columns,
           pg_get_expr(c.conbin, c.conrelid, true) AS expression,
           (to_jsonb(i) ->> 'indnullsnotdistinct')::boolean AS "nullsNotDistinct",
           nullif(tn.nspname, coalesce(current_schema(), 'public')) AS "targetSchema", t.relname AS target,
           (SELECT json_agg(a.attname ORDER BY k.n) FROM unnest(c.confkey) WITH ORDINALITY k(num, n)
              JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num) AS "targetColumns",
           c.confupdtype AS "onUpdate", c.confdeltype AS "onDelete", c.confmatchtype = 'f' AS "matchFull",
           (SELECT json_agg(a.attname ORDER BY k.n)
              FROM jsonb_array_elements_text(nullif(to_jsonb(c) -> 'confdelsetcols', 'null')) WITH ORDINALITY k(num, n)
              JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num::integer) AS "onDeleteColumns"
      FROM ours JOIN pg_constraint c ON c.conrelid = ours.oid
      LEFT JOIN pg_class t ON t.oid = c.confrelid
      LEFT JOIN pg_namespace tn ON tn.oid = t.relnamespace
      LEFT JOIN pg_index i ON i.indexrelid = c.conindid AND c.contype = 'u'
     WHERE c.contype IN ('p', 'u', 'c', 'f') AND c.conparentid = 0
     ORDER BY c.conrelid, c.conname`,

  // An invalid index is what a failed CREATE INDEX CONCURRENTLY leaves: it serves nobody, so it is not there.
  indexes: `
    SELECT i.indrelid::bigint AS oid, x.relname AS name, i.indisunique AS unique, m.amname AS method,
           coalesce((to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false) AS "nullsNotDistinct",
           pg_get_expr(i.indpred, i.indrelid, true) AS where, obj_description(x.oid, 'pg_class') AS comment,
           to_json(x.reloptions) AS options, pg_get_indexdef(i.indexrelid) AS definition,
           (SELECT json_agg(json_build_object(
              'column', a.attname, 'key', k.n <= i.indnkeyatts,
              'expression', CASE WHEN k.num = 0 THEN pg_get_indexdef(i.indexrelid, k.n::integer, true) END,
              'option', i.indoption[k.n - 1],
              'opclass', CASE WHEN NOT oc.opcdefault OR xa.attoptions IS NOT NULL THEN oc.opcname END,
              'parameters', to_json(xa.attoptions),
              'collation', CASE WHEN i.indcollation[k.n - 1] NOT IN (0, coalesce(a.attcollation, 100))
                                THEN (SELECT collname FROM pg_collation WHERE oid = i.indcollation[k.n - 1]) END
            ) ORDER BY k.n)
              FROM unnest(i.indkey) WITH ORDINALITY k(num, n)
              LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num AND k.num <> 0
              LEFT JOIN pg_attribute xa ON xa.attrelid = i.indexrelid AND xa.attnum = k.n
              LEFT JOIN pg_opclass oc ON oc.oid = i.indclass[k.n - 1]) AS keys
      FROM ours JOIN pg_index i ON i.indrelid = ours.oid
      JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_am m ON m.oid = x.relam
     WHERE i.indisvalid AND i.indislive
       AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
     ORDER BY i.indrelid, x.relname`,

  triggers: `
    SELECT t.tgrelid::bigint AS oid, t.tgname AS name, pg_get_triggerdef(t.oid, true) AS sql
      FROM ours JOIN pg_trigger t ON t.tgrelid = ours.oid
     WHERE NOT t.tgisinternal
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_trigger'::regclass AND d.objid = t.oid AND d.deptype = 'e')
     ORDER BY t.tgrelid, t.tgname`,

  views: `
    SELECT o.oid::bigint AS oid, pg_get_viewdef(o.oid, true) AS query, to_json(o.reloptions) AS options,
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
      FROM ours o WHERE o.kind IN ('v', 'm') ORDER BY o.oid`,
} as const;

export interface Row {
  readonly spaces: { readonly key: string };
  readonly enums: {
    readonly schema: string | null;
    readonly name: string;
    readonly values: readonly string[] | null;
  };
  readonly relations: {
    readonly oid: number;
    readonly schema: string | null;
    readonly name: string;
    readonly kind: "r" | "p" | "v" | "m";
    readonly comment: string | null;
  };
  readonly columns: ColumnRow;
  readonly constraints: ConstraintRow;
  readonly indexes: IndexRow;
  readonly triggers: { readonly oid: number; readonly name: string; readonly sql: string };
  readonly views: ViewRow;
}

export interface ColumnRow {
  readonly oid: number;
  readonly name: string;
  readonly notNull: boolean;
  readonly generated: "" | "s" | "v";
  readonly identity: "" | "a" | "d";
  readonly comment: string | null;
  readonly expression: string | null;
  readonly type: string;
  readonly typeKind: string;
  readonly formatted: string;
  readonly array: boolean;
  /** null: a type of PostgreSQL's own. */
  readonly typeSpace: string | null;
  /** The same as a namespace of the model: null is the default one. */
  readonly typeKey: string | null;
  readonly typeOfExtension: boolean;
  readonly collation: string | null;
  readonly collationSpace: string | null;
  readonly sequence: string | null;
  readonly sequenceElsewhere: boolean | null;
  readonly serial: boolean | null;
  readonly start: string | null;
  readonly increment: string | null;
  readonly min: string | null;
  readonly max: string | null;
  readonly cache: string | null;
  readonly cycle: boolean | null;
}

export interface ConstraintRow {
  readonly oid: number;
  readonly name: string;
  readonly type: "p" | "u" | "c" | "f";
  readonly validated: boolean;
  readonly deferrable: boolean;
  readonly deferred: boolean;
  readonly columns: readonly string[] | null;
  readonly expression: string | null;
  readonly nullsNotDistinct: boolean | null;
  readonly targetSchema: string | null;
  readonly target: string | null;
  readonly targetColumns: readonly string[] | null;
  readonly onUpdate: string;
  readonly onDelete: string;
  readonly matchFull: boolean;
  readonly onDeleteColumns: readonly string[] | null;
}

export interface IndexRow {
  readonly oid: number;
  readonly name: string;
  readonly unique: boolean;
  readonly method: string;
  readonly nullsNotDistinct: boolean;
  readonly where: string | null;
  readonly comment: string | null;
  readonly options: readonly string[] | null;
  readonly definition: string;
  readonly keys: readonly {
    readonly column: string | null;
    readonly key: boolean;
    readonly expression: string | null;
    readonly option: number | null;
    readonly opclass: string | null;
    readonly parameters: readonly string[] | null;
    readonly collation: string | null;
  }[];
}

export interface ViewRow {
  readonly oid: number;
  readonly query: string;
  readonly options: readonly string[] | null;
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
