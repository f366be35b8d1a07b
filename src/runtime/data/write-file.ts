import { closeSync, existsSync, linkSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileExists } from "../../core/errors/files.ts";

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

/** Begin a file; null when one is there already and is to be kept. Throws file-exists when that is a failure. */
export function beginFile(path: string, existing: Existing): WholeFile | null {
  if (existing !== "overwrite" && existsSync(path)) {
    if (existing === "fail") throw fileExists(path);
    return null;
  }
  mkdirSync(dirname(path), { recursive: true });
  const part = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  const handle = openSync(part, "w");
  let open = true;
  const close = (): void => {
    if (open) closeSync(handle);
    open = false;
  };
  return {
    write: (text) => void writeSync(handle, text),
    place() {
      close();
      return existing === "overwrite" ? moved(part, path) : linked(part, path, existing);
    },
    discard() {
      close();
      rmSync(part, { force: true });
    },
  };
}

function moved(part: string, path: string): boolean {
  renameSync(part, path);
  return true;
}

/** Never over a file that came in the meantime. */
function linked(part: string, path: string, existing: Existing): boolean {
  try {
    linkSync(part, path);
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    if (existing === "fail") throw fileExists(path);
    return false;
  }
}
