import { link, mkdir, rename, unlink, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileExists, fileRefused } from "../core/errors/files.ts";
import { attempted, codeOf } from "../core/thrown.ts";

/**
 * Write all of a text or nothing, as on a disk that is full, and make its folder. A file that is there, or came in the
 * meantime, stays (file-exists), unless the text is to go `over` it. Throws file-refused.
 */
export async function writeWhole(
  path: string,
  text: string,
  { over = false }: { readonly over?: boolean } = {},
): Promise<void> {
  const part = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(part, text, { flag: "wx" });
    await (over ? rename : link)(part, path);
  } catch (error) {
    const code = codeOf(error);
    if (code === "EEXIST") throw fileExists({ path });
    // An error of a write names no file.
    throw code === null ? error : fileRefused(path, code, error);
  } finally {
    await attempted(unlink(part));
  }
}
