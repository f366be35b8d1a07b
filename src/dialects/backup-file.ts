import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { backupFailed, restoreFailed } from "../core/errors/backup.ts";
import { fileExists } from "../core/errors/files.ts";
import { messageOf } from "../core/thrown.ts";
import type { Backup } from "./dialect.ts";

/**
 * Where a backup goes: the file, or a file of this name in the folder, which is one that is there or a path that ends
 * with a slash. Makes the folders that are missing, and refuses to write over another file.
 */
export function backupPath(place: string, name: string): string {
  const path = placeFor(place, name);
  if (existsSync(path)) throw fileExists({ path });
  return path;
}

/** Write a file under another name, and give it its own only when `make` found it good; returns its checksum. */
export async function makeChecked(path: string, make: (unchecked: string) => Promise<void>): Promise<string> {
  const unchecked = `${path}.unchecked`;
  rmSync(unchecked, { force: true });
  try {
    await make(unchecked);
    const checksum = await checksumOf(unchecked);
    renameSync(unchecked, path);
    return checksum;
  } catch (error) {
    rmSync(unchecked, { force: true });
    throw error;
  }
}

/** Throws when the file of a backup is gone, or `path`, a copy of it, is not what was once written. */
export async function verifyFile({ place, checksum }: Backup, path: string = place): Promise<void> {
  if (!existsSync(path))
    throw restoreFailed(place, "there is no such file", "`mig backups` lists what there is.");
  if (checksum === undefined) return;
  const found = await checksumOf(path);
  if (found !== checksum)
    throw restoreFailed(
      place,
      `it was changed since it was made, its checksum is ${found} and not ${checksum}`,
      notTouched,
    );
}

/** The hint for a backup that is not good. */
export const notTouched: string = "The database was not touched. `mig backups` lists what else there is.";

function placeFor(place: string, name: string): string {
  try {
    const folder =
      /[\\/]$/u.test(place) || statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
    const path = folder ? join(place, name) : place;
    mkdirSync(dirname(path), { recursive: true });
    return path;
  } catch (error) {
    // The disk is all that is used here, and its message is reported.
    throw backupFailed(messageOf(error), `See whether the folder of ${place} can be made.`, error);
  }
}

/** `sha256:` and the hash of a file. */
export async function checksumOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return `sha256:${hash.digest("hex")}`;
}
