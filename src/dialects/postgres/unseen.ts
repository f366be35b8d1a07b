import { unsaidWork } from "../../core/sql/unsaid.ts";
import type { Unseen } from "../unseen.ts";
import { commaList, sql } from "../sql.ts";
import { askCatalogue } from "./driver/temporary-settings.ts";
import { qualified } from "./identifiers.ts";
import { lexical } from "./lexical.ts";
import { literal } from "./literal.ts";

/**
 * Code of the database may drop and empty tables: blocks, procedures, and functions that are volatile and written in a
 * language of the database. PostgreSQL refuses to do so in others ("is not allowed in a non-volatile function").
 */
export const unseen: Unseen = {
  maybe: (statement) => unsaidWork(statement, lexical) !== null,
  async isUnseen(connection, statement) {
    const work = unsaidWork(statement, lexical);
    if (work === null || work.kind === "any") return work !== null;
    const names = commaList(work.functions.map(literal));
    const found = await askCatalogue(
      connection,
      sql`
      SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = p.prolang
       WHERE p.proname IN (${names}) AND p.provolatile = 'v' AND l.lanname NOT IN ('internal', 'c') LIMIT 1`,
    );
    return found.length > 0;
  },
  async firing(connection) {
    const found = await askCatalogue(
      connection,
      sql`
      SELECT pg_catalog.json_agg(c.relname)::text AS names FROM pg_catalog.pg_class c
       WHERE c.oid IN (SELECT t.tgrelid FROM pg_catalog.pg_trigger t
                         JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid JOIN pg_catalog.pg_language l ON l.oid = p.prolang
                        WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND l.lanname NOT IN ('internal', 'c')
                        UNION SELECT ev_class FROM pg_catalog.pg_rewrite WHERE ev_type <> '1' AND ev_class >= 16384)`,
    );
    return new Set(JSON.parse(String(found[0]?.["names"] ?? "[]")) as readonly string[]);
  },
  async look(connection) {
    // One text, since an application's client may change the names of what it gives.
    const found = await askCatalogue(
      connection,
      sql`
      SELECT pg_catalog.json_agg(pg_catalog.json_build_array(c.oid::bigint::text, c.relfilenode::bigint::text,
               pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid), n.nspname, c.relname,
               (SELECT pg_catalog.json_object_agg(a.attnum, a.attname) FROM pg_catalog.pg_attribute a
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)))::text AS tables
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname NOT LIKE 'pg\\_%'
         AND n.nspname <> 'information_schema'`,
    );
    const rows = JSON.parse(String(found[0]?.["tables"] ?? "[]")) as readonly LookRow[];
    return rows.map(([id, storage, deleted, schema, name, columns]) => ({
      id,
      storage,
      deleted,
      schema: schema === "public" ? null : schema,
      name,
      sql: qualified({ schema, name }),
      columns: new Map(Object.entries(columns ?? {})),
    }));
  },
};

type LookRow = readonly [
  id: string,
  storage: string,
  deleted: number,
  schema: string,
  name: string,
  columns: Readonly<Record<string, string>> | null,
];
