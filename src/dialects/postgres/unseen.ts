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
  async look(connection) {
    const rows = await askCatalogue(
      connection,
      sql`
      SELECT c.oid::bigint::text AS id, c.relfilenode::bigint::text AS storage, n.nspname AS schema, c.relname AS name,
             (SELECT pg_catalog.json_object_agg(a.attnum, a.attname) FROM pg_catalog.pg_attribute a
               WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped)::text AS columns
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND n.nspname NOT LIKE 'pg\\_%'
         AND n.nspname <> 'information_schema'`,
    );
    return rows.map(({ id, storage, schema, name, columns }) => ({
      id: String(id),
      storage: String(storage),
      schema: schema === "public" ? null : String(schema),
      name: String(name),
      sql: qualified({ schema: String(schema), name: String(name) }),
      columns: new Map(
        Object.entries(JSON.parse(String(columns ?? "{}")) as Readonly<Record<string, string>>),
      ),
    }));
  },
};
