import { execFile } from "node:child_process";
import { existsSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { backupFailed, restoreFailed } from "../../../core/errors/backup.ts";
import { fileExists } from "../../../core/errors/files.ts";
import type { Backup, BackupRequest, Connection, RestoreRequest } from "../../dialect.ts";
import { quote } from "../identifiers.ts";

const run = promisify(execFile);

/** The pg_dump of the PATH if it knows a server of this major version, else null. */
export async function dumpProgram(serverMajor: number): Promise<string | null> {
  try {
    const { stdout } = await run("pg_dump", ["--version"]);
    return Number(/(\d+)(?:\.\d+|beta|rc|devel)/u.exec(stdout)?.[1]) >= serverMajor ? "pg_dump" : null;
  } catch {
    return null;
  }
}

/** Dump the whole database in pg_dump's own format, and make sure that pg_restore can read it. */
export async function dump(program: string, connection: Connection, request: BackupRequest): Promise<Backup> {
  const { url, place, folder, stamp } = request;
  const [row] = await connection.query("SELECT current_database() AS name");
  const name = `${String(row?.["name"]).replaceAll(/[^\w.-]/gu, "_")}.${stamp}.backup`;
  const path =
    place === null
      ? join(folder, name)
      : statSync(place, { throwIfNoEntry: false })?.isDirectory() === true
        ? join(place, name)
        : place;
  if (existsSync(path)) throw fileExists(path);
  const unchecked = `${path}.unchecked`;
  const target = programTarget(url ?? "");
  try {
    await run(
      program,
      ["--format=custom", "--no-password", `--file=${unchecked}`, `--dbname=${target.url}`],
      { env: target.env },
    );
    await run("pg_restore", ["--list", unchecked], { maxBuffer: 2 ** 30 });
    renameSync(unchecked, path);
  } catch (error) {
    rmSync(unchecked, { force: true });
    throw backupFailed(
      messageOf(error),
      "See what pg_dump says; without it on the PATH tables are copied into a schema instead.",
      error,
    );
  }
  return { kind: "dump", place: path, tables: null };
}

/** Bring the database back to a dump in one transaction; what was made since then is dropped before. */
export async function restoreDump(
  connection: Connection,
  { place }: Backup,
  { url }: RestoreRequest,
): Promise<void> {
  if (!existsSync(place))
    throw restoreFailed(place, "there is no such file", "`mig backups` lists what there is.");
  if (url === null) throw restoreFailed(place, "pg_restore needs a url", "Give the url of the database.");
  const target = programTarget(url);
  try {
    const { stdout } = await run("pg_restore", ["--list", place], { maxBuffer: 2 ** 30 });
    await dropWhatIsNotIn(connection, stdout);
    const how = ["--clean", "--if-exists", "--single-transaction", "--exit-on-error", "--no-password"];
    await run("pg_restore", [...how, `--dbname=${target.url}`, place], { env: target.env });
  } catch (error) {
    throw restoreFailed(
      place,
      messageOf(error),
      "pg_restore works in one transaction: what the dump holds is as it was.",
      error,
    );
  }
}

/** Tables, views and types that are younger than the dump: it would stumble over what depends on its own. */
async function dropWhatIsNotIn(connection: Connection, list: string): Promise<void> {
  const relations = await connection.query(
    `SELECT n.nspname AS space, c.relname AS name,
            CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END AS kind
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
      UNION ALL
     SELECT n.nspname, t.typname, 'TYPE' FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
      WHERE t.typtype = 'e' AND n.nspname !~ '^pg_'
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_type'::regclass AND d.objid = t.oid AND d.deptype = 'e')`,
  );
  const younger = relations.filter(
    ({ space, name, kind }) => !list.includes(` ${String(kind)} ${String(space)} ${String(name)} `),
  );
  await connection.begin();
  try {
    for (const { space, name, kind } of younger) {
      await connection.query(
        `DROP ${String(kind)} IF EXISTS ${quote(String(space))}.${quote(String(name))} CASCADE`,
      );
    }
    await connection.commit();
  } catch (error) {
    await connection.rollback();
    throw error;
  }
}

/** Words of a url that libpq knows; it refuses all others. */
const known = [
  "sslmode",
  "sslrootcert",
  "sslcert",
  "sslkey",
  "connect_timeout",
  "options",
  "host",
  "port",
  "channel_binding",
  "gssencmode",
];

/** The url for a program: the password goes by the environment, since everybody sees the arguments of a process. */
function programTarget(text: string): {
  readonly url: string;
  readonly env: Record<string, string | undefined>;
} {
  const [base = "", query = ""] = text.split("?", 2);
  const kept = [...new URLSearchParams(query)].filter(([name]) => known.includes(name));
  const [, start = "", password, rest = ""] = /^(\w+:\/\/[^:@/]*)(?::([^@]*))?(@.*)$/u.exec(base) ?? [
    "",
    base,
  ];
  const words = kept.length === 0 ? "" : `?${new URLSearchParams(kept).toString()}`;
  const env =
    password === undefined ? process.env : { ...process.env, PGPASSWORD: decodeURIComponent(password) };
  return { url: `${start}${rest}${words}`, env };
}

function messageOf(error: unknown): string {
  const output =
    typeof error === "object" && error !== null && "stderr" in error ? String(error.stderr).trim() : "";
  return output === "" ? (error instanceof Error ? error.message : String(error)) : output;
}
