import type { Connection, Outcome } from "../dialect.ts";
import { readOutside, type IndexBuild } from "./outside.ts";
import { quote } from "./identifiers.ts";
import { type Sql, saidInSql, sql } from "../sql.ts";

/**
 * Whether a statement that runs outside a transaction took effect: by what the catalogue has now and had before
 * it was sent. An index that was left invalid is to be dropped, so that it can be built again.
 */
export async function outcomeOf(connection: Connection, sent: string, before: unknown): Promise<Outcome> {
  const what = readOutside(sent);
  if (what.kind === "other" || what.kind === "createIndexIfMissing")
    return { ...nothing, state: "unknown", seen: null };
  switch (what.kind) {
    case "createIndex":
      return ofBuild(connection, what, before as readonly string[] | null);
    case "reindex":
      return ofReindex(connection, before as readonly string[] | null);
    case "dropIndex":
      return ofExistence(await oidOf(connection, what.index), before, false);
    case "object":
      return ofExistence(await objectOid(connection, what.catalogue, what.name), before, what.creates);
    case "detach":
      return ofDetach(connection, what, before);
    default:
      // To do it twice comes to the same as once.
      return { ...nothing, seen: null };
  }
}

const nothing = { state: "none", repair: [], busy: null } as const;

interface FoundIndex {
  readonly oid: string;
  readonly name: string;
  readonly schema: string;
  readonly valid: boolean;
  /** What its definition says after the table. */
  readonly body: string;
  readonly isUnique: boolean;
  /** The session that builds it at this moment. */
  readonly builder: number | null;
}

async function ofBuild(
  connection: Connection,
  build: IndexBuild,
  before: readonly string[] | null,
): Promise<Outcome> {
  const all = await indexesOf(connection, sql`i.indrelid = to_regclass($1)`, [build.table]);
  const seen = all.map(({ oid }) => oid);
  const named = build.index === null ? null : await nameIn(connection, build.index);
  const ours = all.filter(
    ({ oid, name }) =>
      (named === null || name === named) && (before?.includes(oid) !== true || named !== null),
  );
  // Without a name it can be told from others only by what has come since.
  const left = ours.filter(({ valid, oid }) => !valid && (named !== null || before?.includes(oid) === false));
  if (before !== null && left.every(({ builder }) => builder === null)) {
    const made = ours.filter(({ oid, valid }) => valid && !before.includes(oid));
    if (made.length > 0) {
      const body = await twin(connection, build);
      if (made.some((each) => each.body === body && each.isUnique === build.isUnique))
        return { state: "all", repair: [], busy: null, seen };
    }
  }
  return unfinished(left, seen);
}

/** What of an index is left half done: to be dropped, unless somebody is building it still. */
function unfinished(left: readonly FoundIndex[], seen: readonly string[]): Outcome {
  const busy = left.find(({ builder }) => builder !== null);
  return busy === undefined
    ? { state: "none", repair: left.map(dropConcurrently), busy: null, seen }
    : { state: "none", repair: [], busy: `pid ${String(busy.builder)}`, seen };
}

/** What the server makes of the definition: the same index on an empty table of the same columns. */
async function twin(connection: Connection, { table, isUnique, rest }: IndexBuild): Promise<string | null> {
  await connection.begin();
  try {
    await connection.query(sql`CREATE TEMP TABLE mig_twin (LIKE ${saidInSql(table)})`);
    await connection.query(
      sql`CREATE ${isUnique ? "UNIQUE " : ""}INDEX mig_twin_index ON pg_temp.mig_twin ${saidInSql(rest)}`,
    );
    const [row] = await connection.query(
      "SELECT pg_get_indexdef('pg_temp.mig_twin_index'::regclass) AS text",
    );
    const text = String(row?.["text"]);
    return text.slice(text.indexOf(" USING ") + 1);
  } finally {
    await connection.rollback();
  }
}

async function ofReindex(connection: Connection, before: readonly string[] | null): Promise<Outcome> {
  const invalid = await indexesOf(
    connection,
    sql`NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$'`,
    [],
  );
  const seen = invalid.map(({ oid }) => oid);
  const left = before === null ? [] : invalid.filter(({ oid }) => !before.includes(oid));
  // To rebuild an index once more harms nothing.
  return unfinished(left, seen);
}

/** `before` and `now` are the oid of a thing, or null when it is not there. */
function ofExistence(now: string | null, before: unknown, creates: boolean): Outcome {
  const was = (before as { readonly oid: string | null } | null)?.oid;
  const isDone = creates ? now !== null && now !== was : was !== null && now !== was;
  return {
    state: was !== undefined && isDone ? "all" : "none",
    repair: [],
    busy: null,
    seen: { oid: now },
  };
}

async function ofDetach(
  connection: Connection,
  { table, partition }: { readonly table: string; readonly partition: string },
  before: unknown,
): Promise<Outcome> {
  const [row] = await connection.query(
    `SELECT inhdetachpending AS pending FROM pg_inherits
      WHERE inhrelid = to_regclass($1) AND inhparent = to_regclass($2)`,
    [partition, table],
  );
  const isPart = row !== undefined;
  const wasPart = (before as { readonly isPart: boolean } | null)?.isPart === true;
  const seen = { isPart };
  if (wasPart && row?.["pending"] === true) {
    const finish = sql`ALTER TABLE ${saidInSql(table)} DETACH PARTITION ${saidInSql(partition)} FINALIZE`;
    return { state: "all", repair: [finish], busy: null, seen };
  }
  return { state: wasPart && !isPart ? "all" : "none", repair: [], busy: null, seen };
}

async function indexesOf(
  connection: Connection,
  where: Sql,
  params: readonly unknown[],
): Promise<readonly FoundIndex[]> {
  const rows = await connection.query(
    sql`SELECT i.indexrelid::text AS oid, c.relname AS name, n.nspname AS schema, i.indisvalid AS valid,
            i.indisunique AS is_unique,
            substr(pg_get_indexdef(i.indexrelid), 1 + length(format('CREATE %sINDEX %I ON %I.%I ',
              CASE WHEN i.indisunique THEN 'UNIQUE ' END, c.relname, tn.nspname, t.relname))) AS body,
            (SELECT p.pid FROM pg_stat_progress_create_index p
              WHERE p.index_relid = i.indexrelid AND p.pid <> pg_backend_pid() LIMIT 1) AS builder
       FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace tn ON tn.oid = t.relnamespace
      WHERE ${where}`,
    params,
  );
  return rows.map((row) => ({
    oid: String(row["oid"]),
    name: String(row["name"]),
    schema: String(row["schema"]),
    valid: row["valid"] === true,
    body: String(row["body"]),
    isUnique: row["is_unique"] === true,
    builder: row["builder"] === null ? null : Number(row["builder"]),
  }));
}

function dropConcurrently({ schema, name }: FoundIndex): Sql {
  return sql`DROP INDEX CONCURRENTLY IF EXISTS ${quote(schema)}.${quote(name)}`;
}

/** A name as the server keeps it. */
async function nameIn(connection: Connection, name: string): Promise<string> {
  const [row] = await connection.query("SELECT (parse_ident($1))[1]::name AS name", [name]);
  return String(row?.["name"]);
}

async function oidOf(connection: Connection, name: string): Promise<string | null> {
  const [row] = await connection.query("SELECT to_regclass($1)::oid::text AS oid", [name]);
  return (row?.["oid"] ?? null) as string | null;
}

async function objectOid(
  connection: Connection,
  catalogue: keyof typeof nameColumns,
  name: string,
): Promise<string | null> {
  const column = nameColumns[catalogue];
  const [row] = await connection.query(
    sql`SELECT oid::text AS oid FROM ${catalogue} WHERE ${column} = (parse_ident($1))[1]::name`,
    [name],
  );
  return (row?.["oid"] ?? null) as string | null;
}

const nameColumns = {
  pg_database: "datname",
  pg_tablespace: "spcname",
  pg_subscription: "subname",
} as const;
