import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { quoteName } from "../tokens.ts";
import type { Connection } from "../../dialect.ts";
import { connect } from "../driver/connect.ts";
import { sql } from "../../sql.ts";

/** A client that can copy its database to a file while both are in use. */
interface Copying {
  backup(path: string): Promise<{ readonly totalPages: number }>;
}

/** Milliseconds to wait for whoever is at work on the file that is written. */
const patience = 5000;

/** Whether a client knows the engine's online backup. */
export function canCopy(client: unknown): client is Copying {
  return (
    typeof client === "object" && client !== null && "backup" in client && typeof client.backup === "function"
  );
}

/**
 * Copy a database over a file by the engine's online backup: one transaction of that file, so that it has all
 * of the copy or nothing, also when this process is killed. Waits for others that are at work on it.
 */
export async function copyOver(client: Copying, path: string): Promise<void> {
  const deadline = performance.now() + patience;
  // The driver takes a file that is locked for one that is done, without a single page.
  while ((await client.backup(path)).totalPages === 0) {
    if (performance.now() > deadline)
      throw new Error(`the database is in use: another process has kept it locked for ${patience / 1000} s`);
    await sleep(50);
  }
}

/** Copy one file over another; false when there is nothing in it. */
export async function copyFileOver(from: string, to: string): Promise<boolean> {
  const source = await connect({ url: from, readOnly: true });
  try {
    const [row] = await source.query("PRAGMA page_count");
    if (row?.["page_count"] === 0) return false;
    await copyOver(source.client as Copying, to);
    return true;
  } finally {
    await source.close();
  }
}

/** How many rows each table has. */
export async function rowCounts(connection: Connection): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const name of await namesOf(connection, "table")) counts.set(name, await countOf(connection, name));
  return counts;
}

/** The tables or views that are not the engine's own. */
export async function namesOf(connection: Connection, type: "table" | "view"): Promise<readonly string[]> {
  const rows = await connection.query(
    `SELECT name FROM sqlite_schema WHERE type = '${type}' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
  );
  return rows.map((row) => String(row["name"]));
}

/** How many rows a table has. */
export async function countOf(connection: Connection, table: string): Promise<number> {
  const [row] = await connection.query(sql`SELECT count(*) AS count FROM ${quoteName(table)}`);
  return Number(row?.["count"]);
}

/** Throws when a database is damaged. */
export async function checkIntegrity(connection: Connection): Promise<void> {
  const [row] = await connection.query("PRAGMA integrity_check(1)");
  const found = String(row?.["integrity_check"]);
  if (found !== "ok") throw new Error(`it is damaged: ${found}`);
}

/** Remove a database with the files that the engine keeps next to it. */
export function removeDatabase(path: string): void {
  rmSync(path, { force: true });
  removeBeside(path);
}

/** Remove what the engine keeps next to a database and leaves there when it was only read. */
export function removeBeside(path: string): void {
  for (const ending of ["-wal", "-shm", "-journal"]) rmSync(`${path}${ending}`, { force: true });
}
