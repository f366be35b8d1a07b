import type { Scope } from "../../../core/schema/scope.ts";
import type { Bystanders } from "../../bystanders.ts";
import type { Connection } from "../../dialect.ts";
import { textLiteral } from "../literal.ts";
import { mark } from "../mark.ts";
import { ours, namesOfSpaces } from "./ours.ts";
import { type Sql, sql } from "../../sql.ts";
import { roleOf, roleQuery, type RoleRow } from "./role.ts";

/** What is there apart from the structure and must be left alone, found in one query. */
export async function bystanders(connection: Connection, scope: Scope): Promise<Bystanders> {
  const [row] = await connection.query(sql`${ours(scope)} ${query}`);
  const found = JSON.parse(String(row?.["value"])) as Omit<Bystanders, "roles"> & { roles: RoleRow[] };
  return { ...found, roles: found.roles.map(roleOf) };
}

const key = sql`nullif(n.nspname, coalesce(current_schema(), 'public'))`;
const ofExtension = (catalogue: Sql, oid: Sql): Sql =>
  sql`EXISTS (SELECT FROM pg_depend d WHERE d.classid = '${catalogue}'::regclass AND d.objid = ${oid} AND d.deptype = 'e')`;
const child = "EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid)";
const parent = "EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid)";
const foreign = sql`${namesOfSpaces(sql`n.nspname`)} AND NOT ${ofExtension(sql`pg_namespace`, sql`n.oid`)}`;
/** A composite type of its own has a relation of kind c; those of tables go with the tables. */
const ownType = `(t.typtype IN ('d', 'r', 'm') OR t.typtype = 'c' AND (SELECT relkind FROM pg_class WHERE oid = t.typrelid) = 'c'
  OR t.typtype = 'b' AND t.typelem = 0)`;

/** The table or view that leans on something; null where it is neither. */
const whose = sql`CASE WHEN c.relkind IN ('r', 'p', 'f', 'v', 'm') THEN jsonb_build_object('schema', ${key}, 'name', c.relname) END`;

const query = sql`SELECT json_build_object(
  'tables', (SELECT coalesce(json_agg(json_build_object('schema', k.schema, 'name', k.name, 'kind', k.kind, 'declarable', k.declarable)
                                      ORDER BY k.schema NULLS FIRST, k.name), '[]')
    FROM (SELECT s.key AS schema, c.relname AS name,
                 CASE WHEN ${ofExtension(sql`pg_class`, sql`c.oid`)} THEN 'part of an extension'
                      WHEN c.relispartition THEN 'a partition'
                      WHEN c.relkind = 'f' THEN 'a foreign table'
                      WHEN ${child} THEN 'a table that inherits from another'
                      WHEN c.relkind = 'p' THEN 'a partitioned table'
                      WHEN ${parent} THEN 'a table that others inherit from'
                      WHEN c.relpersistence = 'u' THEN 'an unlogged table' END AS kind,
                 NOT (${ofExtension(sql`pg_class`, sql`c.oid`)} OR c.relispartition OR c.relkind = 'f' OR ${child}) AS declarable
            FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm')) k
   WHERE k.kind IS NOT NULL),
  'leans', (SELECT coalesce(json_agg(json_build_object('on', json_build_object('schema', u.schema, 'name', u.name), 'kind', u.kind, 'by', u.by)), '[]')
    FROM (SELECT DISTINCT s.key AS schema, t.typname AS name, 'enum' AS kind, ${whose} AS by
            FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace
            JOIN pg_attribute a ON a.atttypid IN (t.oid, t.typarray) AND NOT a.attisdropped
            JOIN pg_class c ON c.oid = a.attrelid AND c.relkind <> 'i' JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE t.typtype = 'e'
           UNION
          SELECT s.key, coalesce(r.relname, t.typname), CASE WHEN r.oid IS NULL THEN 'enum' ELSE 'relation' END, NULL
            FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace
            LEFT JOIN pg_class r ON r.oid = t.typrelid AND r.relkind <> 'c'
            JOIN pg_depend d ON d.refclassid = 'pg_type'::regclass AND d.refobjid IN (t.oid, t.typarray) AND d.deptype = 'n'
             AND d.classid IN ('pg_proc'::regclass, 'pg_cast'::regclass, 'pg_operator'::regclass, 'pg_type'::regclass)
           WHERE t.typtype = 'e' OR r.oid IS NOT NULL
           UNION
          SELECT s.key, r.relname, 'relation', ${whose}
            FROM pg_class r JOIN spaces s ON s.oid = r.relnamespace
            JOIN pg_constraint k ON k.confrelid = r.oid AND k.contype = 'f' AND k.conparentid = 0 AND k.conrelid <> r.oid
            JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
           UNION
          SELECT s.key, r.relname, 'relation', ${whose}
            FROM pg_class r JOIN spaces s ON s.oid = r.relnamespace
            JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = r.oid AND d.classid = 'pg_rewrite'::regclass
            JOIN pg_rewrite w ON w.oid = d.objid AND w.ev_class <> r.oid
            JOIN pg_class c ON c.oid = w.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace) u),
  'occupied', (SELECT coalesce(json_agg(s.key ORDER BY s.key), '[]') FROM spaces s
   WHERE s.key IS NOT NULL
     AND (EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = s.oid AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
                     AND NOT EXISTS (SELECT FROM ours o WHERE o.oid = c.oid))
          OR EXISTS (SELECT FROM pg_proc p WHERE p.pronamespace = s.oid)
          OR EXISTS (SELECT FROM pg_extension e WHERE e.extnamespace = s.oid)
          OR EXISTS (SELECT FROM pg_type t WHERE t.typnamespace = s.oid AND ${ownType}))),
  'unwatched', (SELECT coalesce(json_agg(n.nspname ORDER BY n.nspname), '[]') FROM pg_namespace n
   WHERE ${foreign} AND n.nspowner = (SELECT r.oid FROM pg_roles r WHERE r.rolname = current_user)
     AND NOT EXISTS (SELECT FROM spaces s WHERE s.oid = n.oid)
     AND EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm')
                    AND c.relname <> '__drizzle_migrations' AND NOT ${ofExtension(sql`pg_class`, sql`c.oid`)})),
  'relations', (SELECT coalesce(json_agg(json_build_object('schema', ${key}, 'name', c.relname)), '[]')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE ${namesOfSpaces(sql`n.nspname`)} AND c.relkind IN ('r', 'p', 'f', 'v', 'm')),
  'invalidIndexes', (SELECT coalesce(json_agg(json_build_object('schema', s.key, 'name', x.relname) ORDER BY s.key NULLS FIRST, x.relname), '[]')
    FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid AND x.relkind = 'i' JOIN spaces s ON s.oid = x.relnamespace
   WHERE NOT i.indisvalid),
  'roles', (SELECT coalesce(json_agg(r), '[]') FROM (${roleQuery}) r),
  'handmade', json_build_object(
    'policies', (SELECT coalesce(json_agg(json_build_object('schema', ${key}, 'name', c.relname, 'policy', p.polname)), '[]')
      FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE obj_description(p.oid, 'pg_policy') IS DISTINCT FROM ${textLiteral(mark)}),
    'sequences', (SELECT coalesce(json_agg(json_build_object('schema', ${key}, 'name', c.relname)), '[]')
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'S' AND ${namesOfSpaces(sql`n.nspname`)} AND obj_description(c.oid, 'pg_class') IS DISTINCT FROM ${textLiteral(mark)}))
)::text AS value`;
