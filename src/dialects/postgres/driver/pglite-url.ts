import { existsSync } from "node:fs";
import { badUrl } from "../../../core/errors/database.ts";
import { urlLabel } from "../../../core/url-label.ts";

/** The folder of `pglite:./folder`, or "" for memory. Throws bad-url. */
export function pgliteFolder(url: string): string {
  const folder = read(url);
  if (folder === null) throw badUrl(urlLabel(url), "postgresql");
  return folder;
}

/** Whether a url names a folder of PGlite that is not there yet. A server makes no database by itself. */
export function isMissing(url: string): boolean {
  const folder = read(url);
  return folder !== null && folder !== "" && !existsSync(folder);
}

function read(url: string): string | null {
  const [, scheme, rest = ""] = /^(pglite|memory):(?:\/\/(?=\/))?([^]*)$/iu.exec(url) ?? [];
  if (scheme === undefined) return null;
  return scheme.toLowerCase() === "memory" || rest === ":memory:" ? "" : rest;
}
