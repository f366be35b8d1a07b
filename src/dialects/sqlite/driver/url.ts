import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { badUrl } from "../../../core/errors/database.ts";
import type { Client } from "./client.ts";

/** Where a url of SQLite points: a path, or `:memory:`. */
export interface SqliteUrl {
  readonly path: string;
  /** The url says `?mode=ro`. */
  readonly readOnly: boolean;
}

/** Read `file:./app.db`, `file:///abs/app.db`, `./app.db` or `:memory:`. */
export function sqliteUrl(url: string): SqliteUrl {
  const [, scheme = "", rest = ""] = /^(?:([A-Za-z][\w+.-]+):)?([^]*)$/u.exec(url) ?? [];
  if (url === ":memory:" || url === "file::memory:") return { path: ":memory:", readOnly: false };
  if (scheme === "" && rest !== "") return { path: resolve(rest), readOnly: false };
  const [, file = "", query = ""] = /^([^?#]*)(?:\?([^#]*))?/u.exec(rest) ?? [];
  if (scheme.toLowerCase() !== "file" || file === "") throw badUrl(withoutPassword(url), "sqlite");
  return { path: pathOf(file, url), readOnly: new URLSearchParams(query).get("mode") === "ro" };
}

/** The one path of a database however it was named; null when it is kept in memory. */
export function databasePath(client: Client): string | null {
  if (client.memory || client.name === "") return null;
  const path = resolve(client.name);
  return existsSync(path) ? realpathSync(path) : join(realpathSync(dirname(path)), basename(path));
}

function pathOf(file: string, url: string): string {
  try {
    return file.startsWith("//") ? fileURLToPath(`file:${file}`) : resolve(decodeURIComponent(file));
  } catch {
    throw badUrl(url, "sqlite");
  }
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/([^/@:]*):[^/@]*@/u, "//$1@");
}
