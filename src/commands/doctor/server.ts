import { counted } from "../../core/counted.ts";
import type { Database } from "../../project/environment.ts";
import { advice, fault, type Finding } from "./finding.ts";

/** What of the server, or of the file, runs stumble over. */
export async function server(database: Database): Promise<readonly Finding[]> {
  return database.dialect.name === "sqlite" ? ofFile(database) : ofServer(database);
}

/** What is different where a pooler stands between. */
export async function pooler({ connection }: Database): Promise<readonly Finding[]> {
  if (!connection.shared) return [];
  const [row] = await connection.query(
    "SELECT (SELECT json_object_agg(name, setting) FROM pg_settings WHERE name IN ('lock_timeout', 'statement_timeout') AND reset_val <> '0')::text AS limits",
  );
  const limits = Object.keys(JSON.parse(String(row?.["limits"] ?? "{}")) as object);
  const cut =
    limits.length === 0
      ? ""
      : ` Concurrent builds of indexes have the role's own ${limits.join(" and ")} there.`;
  return [
    advice(
      "pooler",
      `A pooler gives each transaction another session of the server: runs lock by a lease, and nothing can be set for a session.${cut}`,
      "Give mig a url of the server itself, where there is one.",
    ),
  ];
}

async function ofFile({ connection }: Database): Promise<readonly Finding[]> {
  const broken = (await connection.query("PRAGMA quick_check(5)"))
    .map((row) => String(Object.values(row)[0]))
    .filter((text) => text !== "ok");
  const damaged = broken.map((message) =>
    fault("server", message, "The file is damaged. Put back the last backup: mig backups"),
  );
  if (damaged.length > 0) return damaged;
  const astray = await connection.query(
    'SELECT "table" AS child, parent, count(*) AS n FROM pragma_foreign_key_check GROUP BY 1, 2',
  );
  return astray.map(({ child, parent, n }) =>
    advice(
      "server",
      `${counted(Number(n), "row")} of ${String(child)} ${Number(n) === 1 ? "points" : "point"} to rows of ${String(parent)} that are not there.`,
      "Repair or remove them: SQLite lets them stay, and a rebuild of the table keeps them.",
    ),
  );
}

async function ofServer({ connection }: Database): Promise<readonly Finding[]> {
  const [row = {}] = await connection.query(facts);
  const number = (name: string): number => Number(row[name]);
  const found: Finding[] = [];
  if (number("version") < 140_000)
    found.push(
      fault("server", "The server is older than PostgreSQL 14.", "mig is tested with 14 and newer."),
    );
  if (row["standby"] === true)
    found.push(fault("server", "The server is a standby.", "Connect to the primary."));
  else if (row["read_only"] === "on")
    found.push(
      fault(
        "server",
        "default_transaction_read_only is on for this role or database, so that no step can write.",
        `ALTER ROLE ${String(row["role"])} SET default_transaction_read_only = off, or run with another role.`,
      ),
    );
  const locks = number("locks") * (number("connections") + number("prepared"));
  if (number("relations") > locks / 2)
    found.push(
      advice(
        "server",
        `There are ${number("relations")} tables and indexes, and the server has room for ${locks} locks: a transaction that touches most of them fails.`,
        "Raise max_locks_per_transaction and restart the server, before a dump or a change of all of them.",
      ),
    );
  const free = number("connections") - number("reserved") - number("used");
  if (free < 2)
    found.push(
      advice(
        "server",
        `${counted(free, "connection")} of ${number("connections")} ${free === 1 ? "is" : "are"} free; a run takes one, and one more to see who holds a lock.`,
        "Close some, or raise max_connections.",
      ),
    );
  const invalid = await connection.query(
    `SELECT i.indexrelid::regclass::text AS name FROM pg_index i
      WHERE NOT i.indisvalid AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid)
        AND NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = i.indexrelid AND c.relkind = 'I')`,
  );
  for (const { name } of invalid)
    found.push(
      fault(
        "server",
        `The index ${String(name)} is invalid: a build of it was interrupted.`,
        `DROP INDEX CONCURRENTLY ${String(name)}, and build it again.`,
      ),
    );
  return found;
}

/** What holds for a new session of the role, not what this one was opened with. */
const facts = `SELECT current_setting('server_version_num')::integer AS version, pg_is_in_recovery() AS standby, current_user AS role,
  (SELECT reset_val FROM pg_settings WHERE name = 'default_transaction_read_only') AS read_only,
  current_setting('max_locks_per_transaction')::integer AS locks, current_setting('max_connections')::integer AS connections,
  current_setting('max_prepared_transactions')::integer AS prepared, current_setting('superuser_reserved_connections')::integer AS reserved,
  (SELECT count(*)::integer FROM pg_stat_activity WHERE backend_type = 'client backend') AS used,
  (SELECT count(*)::integer FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'i', 'I', 'm') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema') AS relations`;
