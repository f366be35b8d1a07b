import { basename } from "node:path";
import { backupFailed, restoreFailed } from "../../../core/errors/backup.ts";
import { backupPath, makeChecked } from "../../backup-file.ts";
import type { Backup, BackupRequest, Connection, RestoreRequest, Restoration } from "../../dialect.ts";
import { connect } from "../driver/connect.ts";
import { canCopy, checkIntegrity, copyOver, removeBeside, rowCounts } from "./copying.ts";
import { prepareFile } from "./put-back.ts";
import { literal } from "../identifiers.ts";
import { sql } from "../../sql.ts";
import { messageOf } from "../../../core/thrown.ts";

/** Copy the database to a file next to it, by the engine's online backup; the copy is checked before it gets its name. */
export async function backup(connection: Connection, { place, stamp }: BackupRequest): Promise<Backup> {
  const database = await fileOf(connection);
  if (database === null)
    throw backupFailed("the database has no file.", "A database in memory cannot be backed up.");
  const path = backupPath(place ?? `${database}.${stamp}.backup`, `${basename(database)}.${stamp}.backup`);
  try {
    const checksum = await makeChecked(path, async (unchecked) => {
      const { client } = connection;
      if (!canCopy(client)) {
        await connection.query(sql`VACUUM INTO ${literal(unchecked)}`);
        return;
      }
      // In a transaction that reads, so that what is counted is what is copied; one that may write cannot be copied.
      await connection.query("BEGIN");
      try {
        const counts = await rowCounts(connection);
        await copyOver(client, unchecked);
        await check(unchecked, counts);
      } finally {
        await connection.rollback();
      }
    });
    return { kind: "file", place: path, tables: null, checksum };
  } catch (error) {
    // The database and the disk are all that is used here, and their message is reported.
    const why = messageOf(error);
    throw backupFailed(why, `See whether ${path} can be written and the disk has room.`, error);
  }
}

/** Look at a file that is to take the place of the database. */
export async function prepareRestore(
  connection: Connection,
  copy: Backup,
  request: RestoreRequest,
): Promise<Restoration> {
  const database = await fileOf(connection);
  if (database === null)
    throw restoreFailed(copy.place, "the database has no file", "Give the url of a file.");
  return prepareFile(connection, database, copy, request);
}

async function fileOf(connection: Connection): Promise<string | null> {
  const rows = await connection.query("PRAGMA database_list");
  const file = rows.find((row) => row["name"] === "main")?.["file"];
  return typeof file === "string" && file !== "" ? file : null;
}

/** Throws when the file is not whole or does not hold what it should. */
async function check(path: string, expected: ReadonlyMap<string, number>): Promise<void> {
  const copy = await connect({ url: path, readOnly: true });
  try {
    await checkIntegrity(copy);
    const found = await rowCounts(copy);
    const wrong = [...expected].find(([name, count]) => found.get(name) !== count);
    if (wrong !== undefined)
      throw new Error(`${path} has ${String(found.get(wrong[0]))} rows in ${wrong[0]}, not ${wrong[1]}`);
  } finally {
    await copy.close();
    removeBeside(path);
  }
}
