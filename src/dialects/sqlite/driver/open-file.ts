import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { connectionFailed, driverMissing, unfinishedWrite } from "../../../core/errors/database.ts";
import type { Client, Open } from "./client.ts";

/** Milliseconds a statement waits for another writer. */
const busyTimeout = 5000;

/** Who may write to a file that is opened. */
export interface Access {
  /** Nothing is written through the connection. */
  readonly readOnly: boolean;
  /** Nothing is written at all, not even to take back what a killed process left: the url says so. */
  readonly untouched: boolean;
}

/** Open a file, or `:memory:`. Throws connection-failed, driver-missing and unfinished-write. */
export function openFile(open: Open, path: string, { readOnly, untouched }: Access): Client {
  try {
    return opened(open, path, readOnly);
  } catch (error) {
    // The package is there, but its binary is not the one for this version of Node.
    if (codeOf(error) === "ERR_DLOPEN_FAILED")
      throw driverMissing({ drivers: ["better-sqlite3"], dialect: "sqlite" }, error);
    if (codeOf(error) === "SQLITE_READONLY_ROLLBACK") return afterKill(open, path, untouched, error);
    if (readOnly && isUnsharedWal(path)) return openCopy(open, path);
    throw connectionFailed(path, error);
  }
}

function opened(open: Open, path: string, readonly: boolean): Client {
  const client = open(path, { readonly, timeout: busyTimeout });
  try {
    // Nothing is read before this; a file that is no database is refused here.
    client.pragma("schema_version");
    client.pragma("foreign_keys = ON");
    return client;
  } catch (error) {
    client.close();
    throw error;
  }
}

/** Whoever opens the file with the right to write takes back first what was left half written. */
function afterKill(open: Open, path: string, untouched: boolean, cause: unknown): Client {
  if (untouched) throw unfinishedWrite({ path }, cause);
  try {
    opened(open, path, false).close();
    return opened(open, path, true);
  } catch (error) {
    // Nothing but the opening can fail, and its reason is reported.
    throw unfinishedWrite({ path }, error);
  }
}

/**
 * Whether a file is in the mode of a write-ahead log, and nobody has it open: whoever has keeps a file of
 * shared memory next to it. Where that file cannot be made, SQLite does not read the database.
 */
function isUnsharedWal(path: string): boolean {
  if (existsSync(`${path}-shm`)) return false;
  try {
    const header = Buffer.alloc(20);
    const file = openSync(path, "r");
    try {
      readSync(file, header, 0, 20, 0);
    } finally {
      closeSync(file);
    }
    return header.toString("latin1", 0, 15) === "SQLite format 3" && header[18] === 2;
  } catch {
    // A file that cannot be read is opened as every other is, which says why it cannot be.
    return false;
  }
}

/** Read a copy of a file that nobody writes to; it goes when it is closed. */
function openCopy(open: Open, path: string): Client {
  const folder = mkdtempSync(join(tmpdir(), "mig-read-"));
  const discard = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const copy = join(folder, basename(path));
    const before = stateOf(path);
    for (const end of ["", "-wal"])
      if (existsSync(path + end)) copyFileSync(path + end, copy + end, constants.COPYFILE_FICLONE);
    if (before !== stateOf(path)) throw new Error("another process is writing to it");
    const client = opened(open, copy, false);
    client.pragma("query_only = ON");
    const close = client.close.bind(client);
    return Object.assign(client, {
      close() {
        close();
        discard();
      },
    });
  } catch (error) {
    // The files are all that is used here, and the system's message is reported.
    discard();
    throw connectionFailed(path, error);
  }
}

/** Changes with every write to the file. */
function stateOf(path: string): string {
  return ["", "-wal", "-shm"]
    .map((end) => {
      const stat = statSync(path + end, { bigint: true, throwIfNoEntry: false });
      return stat === undefined ? "" : `${stat.ino} ${stat.size} ${stat.mtimeNs}`;
    })
    .join(";");
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : null;
}
