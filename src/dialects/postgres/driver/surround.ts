import { formatName } from "../../../core/schema/names.ts";
import type { Schema } from "../../../core/schema/schema.ts";
import { statement, type Connection } from "../../dialect.ts";
import { joined, saidInSql, sql } from "../../sql.ts";
import { stateOf } from "./failures.ts";
import { named, ownInSpace, space } from "./surrounding-names.ts";
import {
  aggregates,
  casts,
  configurations,
  dictionaries,
  operatorClasses,
  operators,
} from "./surrounding-routines.ts";

/**
 * Make in a copy what the structure leans on: namespaces, types, sequences, collations, functions, operators. They may
 * need each other, so what fails is tried again as long as anything succeeds.
 */
export async function surround(
  connection: Connection,
  copy: Connection,
  structure: Schema,
  namespace: string | null = null,
): Promise<readonly string[]> {
  const [row] = await connection.query(query);
  const known = new Set([
    ...structure.enums.map((type) => `enum ${formatName(type)}`),
    ...structure.sequences.map((sequence) => `sequence ${formatName(sequence)}`),
    ...structure.namespaces.map((name) => `schema ${formatName({ schema: null, name })}`),
  ]);
  let open = (JSON.parse(String(row?.["value"])) as readonly Thing[]).filter(
    ({ kind, schema, name }) =>
      !known.has(`${kind} ${formatName({ schema, name })}`) &&
      (namespace === null || (kind === "schema" ? name : schema) === namespace),
  );
  await copy.query("SET check_function_bodies = off");
  for (let before = -1; open.length !== before && open.length > 0;) {
    before = open.length;
    const failed: Thing[] = [];
    for (const thing of open) if (!(await isMade(copy, thing))) failed.push(thing);
    open = failed;
  }
  return open.map(({ kind, schema, name }) => `${kind} ${formatName({ schema, name })}`);
}

interface Thing {
  readonly kind: string;
  readonly schema: string | null;
  readonly name: string;
  /** null: there is no way to say it. */
  readonly sql: string | null;
}

async function isMade(copy: Connection, { sql: said }: Thing): Promise<boolean> {
  if (said === null) return false;
  try {
    await copy.run([statement(saidInSql(said))]);
    return true;
  } catch (error) {
    return isThere.has(stateOf(error) ?? "");
  }
}

/** Schema, object, function, table of this name exists already. */
const isThere: ReadonlySet<string> = new Set(["42P06", "42710", "42723", "42P07"]);

const query = sql`SELECT coalesce(json_agg(json_build_object('kind', t.kind, 'schema', t.schema, 'name', t.name, 'sql', t.sql) ORDER BY t.rank, t.oid), '[]')::text AS value FROM (
  SELECT 0 AS rank, n.oid, 'schema' AS kind, NULL AS schema, n.nspname::text AS name, format('CREATE SCHEMA %I', n.nspname) AS sql
    FROM pg_namespace n WHERE ${ownInSpace("pg_namespace", "n.oid")}
  UNION ALL
  SELECT 1, c.oid, 'collation', ${space}, c.collname,
         format('CREATE COLLATION %s (provider = %s, %s, deterministic = %s)', ${named("c.collname")},
                CASE c.collprovider WHEN 'i' THEN 'icu' ELSE 'libc' END,
                CASE WHEN c.collprovider = 'i' THEN format('locale = %L', coalesce(to_jsonb(c) ->> 'colllocale', to_jsonb(c) ->> 'colliculocale', c.collcollate))
                     ELSE format('lc_collate = %L, lc_ctype = %L', c.collcollate, c.collctype) END, CASE WHEN c.collisdeterministic THEN 'true' ELSE 'false' END)
    FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace
   WHERE ${ownInSpace("pg_collation", "c.oid")}
  UNION ALL
  SELECT 2, t.oid, 'enum', ${space}, t.typname,
         format('CREATE TYPE %s AS ENUM (%s)', ${named("t.typname")},
                (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid))
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
   WHERE t.typtype = 'e' AND ${ownInSpace("pg_type", "t.oid")}
  UNION ALL
  SELECT 2, t.oid, 'domain', ${space}, t.typname,
         format('CREATE DOMAIN %s AS %s', ${named("t.typname")}, format_type(t.typbasetype, t.typtypmod))
         || CASE WHEN t.typcollation <> b.typcollation THEN format(' COLLATE %I.%I', cn.nspname, co.collname) ELSE '' END
         || coalesce(' DEFAULT ' || t.typdefault, '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
         || coalesce((SELECT string_agg(format(' CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)), '' ORDER BY k.conname)
                        FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), '')
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_type b ON b.oid = t.typbasetype
    LEFT JOIN pg_collation co ON co.oid = t.typcollation LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
   WHERE t.typtype = 'd' AND ${ownInSpace("pg_type", "t.oid")}
  UNION ALL
  SELECT 2, t.oid, 'type', ${space}, t.typname,
         format('CREATE TYPE %s AS (%s)', ${named("t.typname")},
                (SELECT string_agg(format('%I %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum)
                   FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped))
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'c'
   WHERE t.typtype = 'c' AND ${ownInSpace("pg_type", "t.oid")}
  UNION ALL
  SELECT 2, t.oid, 'type', ${space}, t.typname,
         format('CREATE TYPE %s AS RANGE (subtype = %s)', ${named("t.typname")}, format_type(r.rngsubtype, NULL))
    FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_range r ON r.rngtypid = t.oid
   WHERE t.typtype = 'r' AND ${ownInSpace("pg_type", "t.oid")}
  UNION ALL
  SELECT 3, c.oid, 'sequence', ${space}, c.relname,
         format('CREATE SEQUENCE %s AS %s INCREMENT %s MINVALUE %s MAXVALUE %s START %s CACHE %s %s', ${named("c.relname")},
                format_type(q.seqtypid, NULL), q.seqincrement, q.seqmin, q.seqmax, q.seqstart, q.seqcache,
                CASE WHEN q.seqcycle THEN 'CYCLE' ELSE 'NO CYCLE' END)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_sequence q ON q.seqrelid = c.oid
   WHERE c.relkind = 'S' AND c.relpersistence <> 't' AND ${ownInSpace("pg_class", "c.oid")}
  UNION ALL
  SELECT 4, p.oid, 'function', ${space}, p.proname, pg_get_functiondef(p.oid)
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
   WHERE p.prokind IN ('f', 'p', 'w') AND ${ownInSpace("pg_proc", "p.oid")}
  UNION ALL
${joined([aggregates, operators, operatorClasses, dictionaries, configurations, casts], "\n  UNION ALL\n")}
) t`;
