import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { inject } from "vitest";

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
  const server = other ?? (await postgresServer());
  const name = `test_${randomBytes(6).toString("hex")}`;
  await administer(server, `CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** A path in a folder of its own, since SQLite puts files beside its database. */
export function createSqliteFile(): SqliteFile {
  const folder = mkdtempSync(join(tmpdir(), "mig-sqlite-"));
  const path = join(folder, "test.db");
  return { path, url: `file:${path}`, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

let known: Promise<string> | null = null;

/** The url of the run's server for a role that may do everything. */
export function postgresServer(): Promise<string> {
  known ??= ask(inject("postgresDoor"));
  return known;
}

function ask(door: number): Promise<string> {
  return new Promise((done, fail) => {
    let answer = "";
    connect(door, "127.0.0.1")
      .setEncoding("utf8")
      .on("data", (part: string) => (answer += part))
      .on("error", fail)
      .on("end", () => {
        if (answer.startsWith("url ")) done(answer.slice(4));
        else fail(new Error(answer.slice("error ".length)));
      });
  });
}

async function administer(server: string, sql: string): Promise<void> {
  const client = postgres(server, { max: 1, onnotice: () => undefined });
  try {
    await client.unsafe(sql);
  } finally {
    await client.end();
  }
}
