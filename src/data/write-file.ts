import {
  closeSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type BigIntStats,
} from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { outsideFolder } from "../core/errors/data.ts";
import { fileExists } from "../core/errors/files.ts";
import { notAFile, sameFile } from "../core/errors/rows.ts";
import { codeOf } from "../core/thrown.ts";

/** What becomes of a file that is there already. */
export type Existing = "keep" | "overwrite" | "fail";

/** A file that appears whole under its name, or not at all. */
export interface WholeFile {
  write(text: string): void;
  /** Put it in its place; false when a file was there and is kept. */
  place(): boolean;
  /** Take away what was not put in its place. */
  discard(): void;
}

/** A folder that files are written into, each once. */
export interface FileFolder {
  /** The absolute path of a name within it. Throws outside-folder. */
  pathOf(name: string): string;
  /** The files that were written, as the file system knows them: two names may be one file there. */
  readonly written: Set<string>;
}

/** A folder that is there. */
export function createFolder(folder: string): FileFolder {
  const known = new Set<string>();
  const home = realpathSync(folder);
  return {
    written: new Set(),
    pathOf(name) {
      const path = resolve(folder, name);
      if (leadsOut(folder, path)) throw outsideFolder({ name, folder });
      const parent = dirname(path);
      if (!known.has(parent)) {
        if (leadsOut(home, join(realPathOf(parent), basename(path)))) throw outsideFolder({ name, folder });
        known.add(parent);
      }
      return path;
    },
  };
}

/** Begin a file; null when one is there already and is to be kept. Throws file-exists, not-a-file and same-file. */
export function placeFile(path: string, existing: Existing, folder: FileFolder | null): WholeFile | null {
  if (isThere(path, existing, folder)) return null;
  mkdirSync(dirname(path), { recursive: true });
  const part = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  const handle = openSync(part, "w");
  let open = true;
  const close = (): void => {
    if (open) closeSync(handle);
    open = false;
  };
  return {
    write: (text) => writeFileSync(handle, text),
    place() {
      close();
      const identity = folder === null ? "" : identityOf(statSync(part, { bigint: true }));
      if (existing === "overwrite") renameSync(part, path);
      else if (!linked(part, path, existing, folder)) return false;
      folder?.written.add(identity);
      return true;
    },
    discard() {
      close();
      rmSync(part, { force: true });
    },
  };
}

/** Whether a file is there that is to be kept. */
function isThere(path: string, existing: Existing, folder: FileFolder | null): boolean {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return false;
  const found = statSync(path, { throwIfNoEntry: false, bigint: true });
  if (found === undefined || !found.isFile()) throw notAFile({ path });
  if (folder?.written.has(identityOf(found)) === true) throw sameFile({ name: basename(path), path });
  if (existing === "fail") throw fileExists({ path });
  return existing === "keep";
}

/** Never over a file that came in the meantime. */
function linked(part: string, path: string, existing: Existing, folder: FileFolder | null): boolean {
  try {
    linkSync(part, path);
    return true;
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    return !isThere(path, existing, folder);
  }
}

function identityOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}

function leadsOut(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside === "" || inside === ".." || /^\.\.[\\/]/u.test(inside) || isAbsolute(inside);
}

/** Where a path leads that may not be there as a whole yet. */
function realPathOf(path: string): string {
  if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return realpathSync(path);
  return join(realPathOf(dirname(path)), basename(path));
}
