import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { ask } from "./ask.ts";

/** An empty PostgreSQL database of one test. */
export interface PostgresDatabase {
  readonly url: string;
  /** Drop it, whoever is still connected. */
  drop(): Promise<void>;
}

/** A place for the SQLite database of one test; the file itself is not made. */
export interface SqliteFile {
  readonly url: string;
  readonly path: string;
  remove(): void;
}

/** A fresh database on the run's server, which starts if it has to, or on another one. */
export async function createPostgresDatabase(other?: string): Promise<PostgresDatabase> {
  if (other !== undefined) return createElsewhere(other);
  const url = await ask({ kind: "create-database" });
  return { url, drop: async () => void (await ask({ kind: "drop-database", url })) };
}

/** A path in a folder of its own, since SQLite puts files beside its database. */
export function createSqliteFile(): SqliteFile {
  const folder = mkdtempSync(join(tmpdir(), "mig-sqlite-"));
  const path = join(folder, "test.db");
  return { path, url: `file:${path}`, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** The url of the run's server for a role that may do everything. */
export function postgresServer(): Promise<string> {
  return ask({ kind: "server" });
}

async function createElsewhere(server: string): Promise<PostgresDatabase> {
  const url = new URL(server);
  url.pathname = `/test_${randomBytes(6).toString("hex")}`;
  const name = url.pathname.slice(1);
  await administer(server, `CREATE DATABASE ${name} TEMPLATE template0`);
  return { url: url.href, drop: () => administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function administer(server: string, sql: string): Promise<void> {
  const client = postgres(server, { max: 1, onnotice: () => undefined });
  try {
    await client.unsafe(sql);
  } finally {
    await client.end();
  }
}
