import { counted } from "../../../core/counted.ts";
import { copyFileSync, existsSync } from "node:fs";
import { quoteName } from "../tokens.ts";
import { restoreFailed } from "../../../core/errors/backup.ts";
import { notTouched, verifyFile } from "../../backup-file.ts";
import type { Backup, Connection, RestoreRequest, Restoration, Statement } from "../../dialect.ts";
import { connect } from "../driver/connect.ts";
import { checkIntegrity, copyFileOver, countOf, namesOf, removeDatabase } from "./copying.ts";
import { sql } from "../../sql.ts";
import { messageOf } from "../../../core/thrown.ts";

/**
 * Copy a backup to a file next to the database and look at it there: the backup itself is only read, and what
 * was looked at is what will be copied over the database.
 */
export async function prepareFile(
  connection: Connection,
  database: string,
  backup: Backup,
  request: RestoreRequest,
): Promise<Restoration> {
  const fresh = `${database}.restoring`;
  const discard = async (): Promise<void> => removeDatabase(fresh);
  await discard();
  try {
    const found = await freshCopy(connection, backup, fresh, request);
    return {
      ...found,
      run: (additions) =>
        putBack(backup.place, { fresh, tables: found.tables, additions }, database, request),
      discard,
    };
  } catch (error) {
    await discard();
    throw error;
  }
}

interface CheckedCopy extends Pick<Restoration, "heads" | "newer"> {
  readonly tables: readonly string[];
}

async function freshCopy(
  connection: Connection,
  backup: Backup,
  fresh: string,
  request: RestoreRequest,
): Promise<CheckedCopy> {
  const { place } = backup;
  await verifyFile(backup);
  try {
    copyFileSync(place, fresh);
    // A file that is still in use has its last changes in a file next to it.
    for (const ending of ["-wal", "-journal"])
      if (existsSync(`${place}${ending}`)) copyFileSync(`${place}${ending}`, `${fresh}${ending}`);
    await verifyFile(backup, fresh);
    const copy = await connect({ url: fresh });
    try {
      await checkIntegrity(copy);
      // Every row is read once before anything depends on it.
      const tables = await namesOf(copy, "table");
      for (const table of tables) await countOf(copy, table);
      return {
        tables,
        heads: await headsOf(copy, tables, request.versionTable),
        newer: await newer(connection, copy, request),
      };
    } finally {
      await copy.close();
    }
  } catch (error) {
    if (restoreFailed.is(error)) throw error;
    throw restoreFailed(place, reasonOf(error), notTouched, error);
  }
}

/** That a backup cannot be opened is no matter of the configuration, as it is with a database. */
function reasonOf(error: unknown): string {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const text = messageOf(inner);
  if (/not a database/u.test(text)) return "it is no database of SQLite";
  return /malformed/u.test(text) ? `it is damaged or truncated (${text})` : text;
}

async function headsOf(
  copy: Connection,
  tables: readonly string[],
  versionTable: string,
): Promise<readonly string[] | null> {
  const table = tables.find((name) => name.toLowerCase() === versionTable.toLowerCase());
  if (table === undefined) return null;
  const rows = await copy.query(sql`SELECT version_num FROM ${quoteName(table)}`);
  return rows.map((row) => String(row["version_num"]));
}

async function newer(
  live: Connection,
  copy: Connection,
  { scope }: RestoreRequest,
): Promise<readonly string[]> {
  const lost: string[] = [];
  try {
    for (const type of ["table", "view"] as const) {
      const known = new Set([...(await namesOf(copy, type)), ...scope.ownTables]);
      for (const name of (await namesOf(live, type)).filter((each) => !known.has(each))) {
        const count = type === "view" ? null : await countOf(live, name);
        lost.push(`${type} ${name}${count === null ? "" : ` (${counted(count, "row")})`}`);
      }
    }
  } catch {
    // A database that cannot be read any more is what backups are for.
  }
  return lost;
}

interface Prepared {
  /** The copy of the backup that will take the place of the database. */
  readonly fresh: string;
  readonly tables: readonly string[];
  readonly additions: readonly Statement[];
}

async function add(path: string, additions: readonly Statement[]): Promise<void> {
  const copy = await connect({ url: path });
  try {
    await copy.begin();
    await copy.run(additions);
    await copy.commit();
  } finally {
    await copy.close();
  }
}

/** The database is kept under another name until the copy that has taken its place is found to be whole. */
async function putBack(
  place: string,
  { fresh, tables, additions }: Prepared,
  database: string,
  { stamp }: RestoreRequest,
): Promise<void> {
  const previous = `${database}.${stamp}.before-restore`;
  let kept: boolean;
  try {
    await add(fresh, additions);
    kept = await copyFileOver(database, previous);
    await copyFileOver(fresh, database);
  } catch (error) {
    // Whatever it was, nothing has taken the place of the database yet.
    removeDatabase(previous);
    throw restoreFailed(
      place,
      messageOf(error),
      "The database is as it was. Stop what uses it, see that the disk has room, then try again.",
      error,
    );
  }
  try {
    await checkRestored(database, tables);
  } catch (error) {
    const why = messageOf(error);
    // Where it cannot be put back either, both files are told of.
    const saved = kept && (await copyFileOver(previous, database).catch(() => false));
    if (saved) removeDatabase(previous);
    const state = saved
      ? "The database was put back as it was."
      : kept
        ? `The database as it was is ${previous}.`
        : "There was nothing in the database before.";
    throw restoreFailed(place, `the database after it is not good: ${why}`, state, error);
  }
  removeDatabase(previous);
}

/** Rows are not counted again: an application that was not stopped may write them already. */
async function checkRestored(database: string, tables: readonly string[]): Promise<void> {
  const restored = await connect({ url: database, readOnly: true });
  try {
    await checkIntegrity(restored);
    const found = new Set(await namesOf(restored, "table"));
    const missing = tables.find((table) => !found.has(table));
    if (missing !== undefined) throw new Error(`table ${missing} is missing`);
  } finally {
    await restored.close();
  }
}
