import type { Attachment, Named } from "../../../core/schema/schema.ts";
import { defaultName, qualified, quote } from "../identifiers.ts";
import { commaList, joined, sql, type Sql } from "../../sql.ts";
import type { CatalogueQuery, Presence } from "./presence.ts";
import { isSerial } from "./sequence.ts";

/** The columns of the table `o` that an object depends on; each object is a catalogue and an oid. */
function columnsOf(...objects: readonly Sql[]): Sql {
  return sql`(SELECT array_agg(DISTINCT a.attname) FROM pg_depend d JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
             WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = o.oid AND d.refobjsubid > 0
               AND (d.classid, d.objid) IN (${commaList(objects)}))`;
}

/** The statement that gives an object its comment, or NULL. */
function comment(catalogue: Sql, oid: Sql, object: Sql): Sql {
  const text = sql`obj_description(${oid}, '${catalogue}')`;
  return sql`CASE WHEN ${text} IS NOT NULL THEN format('COMMENT ON %s IS %L', ${object}, ${text}) END`;
}

const exclusions = sql`
    SELECT o.oid, 1, format('exclusion constraint %I', c.conname),
           format('ALTER TABLE %s DROP CONSTRAINT IF EXISTS %I', o.name, c.conname),
           ARRAY[format('ALTER TABLE %s ADD CONSTRAINT %I %s', o.name, c.conname, pg_get_constraintdef(c.oid)),
                 ${comment(sql`pg_constraint`, sql`c.oid`, sql`format('CONSTRAINT %I ON %s', c.conname, o.name)`)}],
           ${columnsOf(sql`('pg_constraint'::regclass, c.oid)`, sql`('pg_class'::regclass, c.conindid)`)}
      FROM o JOIN pg_constraint c ON c.conrelid = o.oid AND c.contype = 'x' AND c.conparentid = 0`;

const statistics = sql`
    SELECT o.oid, 2, format('statistics %I', s.stxname), format('DROP STATISTICS IF EXISTS %s', s.name),
           ARRAY[pg_get_statisticsobjdef(s.oid),
                 CASE WHEN (to_jsonb(s) ->> 'stxstattarget')::integer >= 0
                      THEN format('ALTER STATISTICS %s SET STATISTICS %s', s.name, to_jsonb(s) ->> 'stxstattarget') END,
                 ${comment(sql`pg_statistic_ext`, sql`s.oid`, sql`format('STATISTICS %s', s.name)`)}],
           ${columnsOf(sql`('pg_statistic_ext'::regclass, s.oid)`)}
      FROM o JOIN (SELECT e.*, format('%I.%I', n.nspname, e.stxname) AS name
                     FROM pg_statistic_ext e JOIN pg_namespace n ON n.oid = e.stxnamespace) s ON s.stxrelid = o.oid`;

const parameters = sql`
    SELECT o.oid, 3, 'storage parameters', NULL,
           ARRAY[format('ALTER TABLE %s SET (%s)', o.name, string_agg(format('%s = %L', p.name, p.value), ', '))], NULL
      FROM o CROSS JOIN LATERAL (
        SELECT option_name AS name, option_value AS value FROM pg_options_to_table(o.reloptions)
         UNION ALL
        SELECT 'toast.' || option_name, option_value FROM pg_class t CROSS JOIN LATERAL pg_options_to_table(t.reloptions) WHERE t.oid = o.toast) p
     GROUP BY o.oid, o.name
     UNION ALL
    SELECT o.oid, 3, 'replica identity', NULL,
           ARRAY[format('ALTER TABLE %s REPLICA IDENTITY %s', o.name, CASE o.replident WHEN 'f' THEN 'FULL' ELSE 'NOTHING' END)], NULL
      FROM o WHERE o.replident IN ('f', 'n')
     UNION ALL
    SELECT o.oid, 3, 'tablespace', NULL, ARRAY[format('ALTER TABLE %s SET TABLESPACE %I', o.name, s.spcname)], NULL
      FROM o JOIN pg_tablespace s ON s.oid = o.tablespace`;

const columnParameters = sql`
    SELECT o.oid, 3, format('parameters of %I', a.attname), NULL,
           ARRAY[CASE WHEN p.list IS NOT NULL THEN format('ALTER TABLE %s ALTER COLUMN %I SET (%s)', o.name, a.attname, p.list) END,
                 CASE WHEN to_jsonb(a) ->> 'attcompression' IN ('p', 'l') THEN format('ALTER TABLE %s ALTER COLUMN %I SET COMPRESSION %s',
                   o.name, a.attname, CASE to_jsonb(a) ->> 'attcompression' WHEN 'l' THEN 'lz4' ELSE 'pglz' END) END],
           ARRAY[a.attname]
      FROM o JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped
      -- Nobody can set the others.
     CROSS JOIN LATERAL (SELECT string_agg(format('%s = %L', option_name, option_value), ', ') AS list
                           FROM pg_options_to_table(a.attoptions) WHERE option_name IN ('n_distinct', 'n_distinct_inherited')) p
     WHERE p.list IS NOT NULL OR to_jsonb(a) ->> 'attcompression' IN ('p', 'l')`;

/** What others than the owner may do with the table, its columns, and the sequences that go with them. */
const grants = sql`
    SELECT o.oid, 4, format('rights of %s', coalesce(r.rolname, 'public')), NULL,
           ARRAY[format('GRANT %s ON %s TO %s%s', string_agg(DISTINCT g.privilege_type || coalesce(' (' || quote_ident(g.column) || ')', ''), ', '), g.object,
                   CASE WHEN g.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(r.rolname) END,
                   CASE WHEN g.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)],
           CASE WHEN g.of IS NOT NULL THEN ARRAY[g.of] END
      FROM o CROSS JOIN LATERAL (
        SELECT x.*, NULL::name AS column, NULL::name AS of, 'TABLE ' || o.name AS object FROM aclexplode(o.relacl) x
         UNION ALL
        SELECT x.*, a.attname, a.attname, 'TABLE ' || o.name
          FROM pg_attribute a CROSS JOIN LATERAL aclexplode(a.attacl) x WHERE a.attrelid = o.oid AND NOT a.attisdropped
         UNION ALL
        SELECT x.*, NULL, a.attname, 'SEQUENCE ' || s.oid::regclass
          FROM pg_depend d JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S'
          JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
         CROSS JOIN LATERAL aclexplode(s.relacl) x
         WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = o.oid AND d.deptype IN ('a', 'i')) g
      LEFT JOIN pg_roles r ON r.oid = g.grantee
     WHERE g.grantee <> o.relowner
     GROUP BY o.oid, o.name, g.object, g.of, g.grantee, r.rolname, g.is_grantable`;

/** The sequences of serial columns, whose statement is made below of their names. */
const sequences = sql`
    SELECT o.oid, 3, json_build_object('schema', nullif(n.nspname, coalesce(current_schema(), 'public')), 'table', o.relname,
                                       'column', a.attname, 'name', s.relname)::text, 'sequence', NULL, ARRAY[a.attname]
      FROM o JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = o.oid AND d.deptype = 'a'
      JOIN pg_class s ON s.oid = d.objid AND s.relkind = 'S' AND s.relnamespace = o.relnamespace
      JOIN pg_namespace n ON n.oid = s.relnamespace
      JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum = d.refobjsubid
      JOIN pg_attrdef f ON f.adrelid = o.oid AND f.adnum = a.attnum
     WHERE ${isSerial(sql`a`, sql`f`, sql`s`)}`;

/** The server drops no column that a publication names in its list or its condition. */
const published = sql`
    SELECT o.oid, 5, format('publication %I', p.pubname),
           CASE WHEN d.columns IS NOT NULL THEN format('ALTER PUBLICATION %I DROP TABLE %s', p.pubname, o.name) END,
           ARRAY[format('ALTER PUBLICATION %I ADD TABLE %s%s%s', p.pubname, o.name,
             ' (' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.n)
                        FROM jsonb_array_elements_text(nullif(to_jsonb(r) -> 'prattrs', 'null')) WITH ORDINALITY k(num, n)
                        JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum = k.num::integer) || ')',
             ' WHERE (' || (SELECT to_jsonb(t) ->> 'rowfilter' FROM pg_publication_tables t JOIN pg_namespace n ON n.nspname = t.schemaname
                             WHERE t.pubname = p.pubname AND n.oid = o.relnamespace AND t.tablename = o.relname) || ')')], d.columns
      FROM o JOIN pg_publication_rel r ON r.prrelid = o.oid JOIN pg_publication p ON p.oid = r.prpubid
      CROSS JOIN LATERAL (SELECT array_agg(DISTINCT a.attname) AS columns FROM pg_depend d
                            JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum = d.refobjsubid AND a.attnum > 0
                           WHERE d.classid = 'pg_publication_rel'::regclass AND d.objid = r.oid
                             AND d.refclassid = 'pg_class'::regclass AND d.refobjid = o.oid) d`;

/** Who runs the revision owns what it makes, so that this comes last. */
const owners = sql`
    SELECT o.oid, 6, 'owner', NULL, ARRAY[format('ALTER TABLE %s OWNER TO %I', o.name, pg_get_userbyid(o.relowner))], NULL
      FROM o WHERE pg_get_userbyid(o.relowner) <> current_user`;

/** Names the columns of the union, and says their types. */
const none = sql`
    SELECT NULL::oid AS oid, 0 AS place, NULL::text AS what, NULL::text AS drop, NULL::text[] AS statements, NULL::name[] AS columns WHERE false`;

const parts: readonly CatalogueQuery[] = [
  { needs: "exclusions", sql: exclusions },
  { needs: "statistics", sql: statistics },
  { needs: "parameters", sql: parameters },
  { needs: "tables", sql: columnParameters },
  { needs: "sequences", sql: sequences },
  { needs: "grants", sql: grants },
  { needs: "published", sql: published },
  { needs: "owners", sql: owners },
];

/** What belongs to tables and no operation makes, apart from triggers and rules. */
export function attachmentQuery(presence: Presence): Sql {
  const asked = parts.filter(({ needs }) => presence[needs]).map((part) => part.sql);
  return sql`
    SELECT q.oid::bigint AS oid, q.what, q.drop, array_to_string(q.statements, E';\n') AS sql, to_json(q.columns) AS columns
      FROM (WITH o AS (SELECT o.oid, o.oid::regclass::text AS name, c.relname, c.relnamespace, o.relowner, o.relacl, o.reloptions, c.reltoastrelid AS toast,
                              c.relreplident AS replident, c.reltablespace AS tablespace
                         FROM ours o JOIN pg_class c ON c.oid = o.oid WHERE o.kind IN ('r', 'p'))
            ${joined([none, ...asked], "\n     UNION ALL")}) q
     ORDER BY q.oid, q.place, q.what, q.statements`;
}

export interface AttachmentRow {
  /** Of a sequence, for which `drop` says `sequence`: what it is the sequence of, and its name, as JSON. */
  readonly oid: number;
  readonly what: string;
  readonly drop: string | null;
  readonly sql: string;
  readonly columns: readonly string[] | null;
}

/** What belongs to a table as the catalogue has it; nothing where a sequence has the name that it is made under. */
export function attachmentOf({ columns, what, drop, sql: text }: AttachmentRow): readonly Attachment[] {
  if (drop !== "sequence") return [{ what, sql: text, drop, columns: columns ?? [] }];
  const { schema, table, column, name } = JSON.parse(what) as Readonly<
    Record<"table" | "column" | "name", string>
  > &
    Named;
  const usual = defaultName(table, column, "seq");
  if (usual === name) return [];
  const renamed = sql`ALTER SEQUENCE ${qualified({ schema, name: usual })} RENAME TO ${quote(name)}`;
  return [{ what: `name of the sequence of ${column}`, sql: renamed, drop: null, columns: [column] }];
}
