import { existsSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { backupFailed, restoreFailed } from "../../core/errors/backup.ts";
import { fileExists } from "../../core/errors/files.ts";
import type { Backup, BackupRequest, Connection } from "../dialect.ts";
import { connect } from "./connection.ts";
import { literal } from "./identifiers.ts";

/** A client that can copy its database to a file while it is in use. */
interface Copying {
  backup(path: string): Promise<unknown>;
}

/** Copy the database to a file beside it, by the engine's online backup; the copy is checked before it gets its name. */
export async function backup(connection: Connection, { place, stamp }: BackupRequest): Promise<Backup> {
  const database = await fileOf(connection);
  if (database === null)
    throw backupFailed("the database has no file.", "A database in memory cannot be backed up.");
  const path = pathFor(place, database, stamp);
  if (existsSync(path)) throw fileExists(path);
  const unchecked = `${path}.unchecked`;
  rmSync(unchecked, { force: true });
  try {
    const { client } = connection;
    if (canCopy(client)) {
      // In a transaction that reads, so that what is counted is what is copied; one that may write cannot be copied.
      await connection.query("BEGIN");
      try {
        const counts = await rowCounts(connection);
        await client.backup(unchecked);
        await check(unchecked, counts);
      } finally {
        await connection.rollback();
      }
    } else {
      await connection.query(`VACUUM INTO ${literal(unchecked)}`);
    }
    renameSync(unchecked, path);
  } catch (error) {
    rmSync(unchecked, { force: true });
    const why = error instanceof Error ? error.message : String(error);
    throw backupFailed(why, `See whether ${path} can be written and the disk has room.`, error);
  }
  return { kind: "file", place: path, tables: null };
}

/** Copy the file over the database, page by page and under its own locks; other connections see it as one change. */
export async function restore(connection: Connection, { place }: Backup): Promise<void> {
  const database = await fileOf(connection);
  if (database === null) throw restoreFailed(place, "the database has no file", "Give the url of a file.");
  if (!existsSync(place))
    throw restoreFailed(place, "there is no such file", "`mig backups` lists what there is.");
  const source = await connect({ url: place, readOnly: true });
  try {
    const expected = await rowCounts(source);
    await (source.client as Copying).backup(database);
    await check(database, expected);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw restoreFailed(place, why, "Stop what uses the database, then try again.", error);
  } finally {
    await source.close();
  }
}

async function fileOf(connection: Connection): Promise<string | null> {
  const rows = await connection.query("PRAGMA database_list");
  const file = rows.find((row) => row["name"] === "main")?.["file"];
  return typeof file === "string" && file !== "" ? file : null;
}

function pathFor(place: string | null, database: string, stamp: string): string {
  const name = `${basename(database)}.${stamp}.backup`;
  if (place === null) return `${database}.${stamp}.backup`;
  return statSync(place, { throwIfNoEntry: false })?.isDirectory() === true ? join(place, name) : place;
}

function canCopy(client: unknown): client is Copying {
  return (
    typeof client === "object" && client !== null && "backup" in client && typeof client.backup === "function"
  );
}

/** How many rows each table has. */
async function rowCounts(connection: Connection): Promise<ReadonlyMap<string, unknown>> {
  const tables = await connection.query(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
  );
  const counts = new Map<string, unknown>();
  for (const name of tables.map((row) => String(row["name"]))) {
    const [row] = await connection.query(`SELECT count(*) AS count FROM "${name.replaceAll('"', '""')}"`);
    counts.set(name, row?.["count"]);
  }
  return counts;
}

/** Throws when the file is not whole or does not hold what it should. */
async function check(path: string, expected: ReadonlyMap<string, unknown>): Promise<void> {
  const copy = await connect({ url: path, readOnly: true });
  try {
    const [row] = await copy.query("PRAGMA integrity_check(1)");
    if (row?.["integrity_check"] !== "ok")
      throw new Error(`${path} is not whole: ${String(row?.["integrity_check"])}`);
    const found = await rowCounts(copy);
    const wrong = [...expected].find(([name, count]) => found.get(name) !== count);
    if (wrong !== undefined)
      throw new Error(
        `${path} has ${String(found.get(wrong[0]))} rows in ${wrong[0]}, not ${String(wrong[1])}`,
      );
  } finally {
    await copy.close();
  }
}
