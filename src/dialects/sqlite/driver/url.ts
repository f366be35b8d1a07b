import { existsSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { badUrl, badUrlParameter } from "../../../core/errors/database.ts";
import { urlLabel } from "../../../core/url-label.ts";
import type { Client } from "./client.ts";

/** Where a url of SQLite points: a path, or `:memory:`. */
export interface SqliteUrl {
  readonly path: string;
  /** The url says that nothing may be written: `?mode=ro`, `?immutable=1`. */
  readonly readOnly: boolean;
  /** The url says that no file may be made: `?mode=ro`, `?mode=rw`. */
  readonly mustExist: boolean;
}

/**
 * Read `file:./app.db`, `file:///abs/app.db`, `./app.db` or `:memory:`. Of the parameters `mode` and `immutable`
 * are heeded; those that SQLite itself passes over are passed over, and those that would change what is read
 * are refused. Throws bad-url and bad-url-parameter.
 */
export function sqliteUrl(url: string): SqliteUrl {
  const [, scheme = "", rest = ""] = /^(?:([A-Za-z][\w+.-]+):)?([^]*)$/u.exec(url) ?? [];
  const free = { readOnly: false, mustExist: false };
  if (url === ":memory:") return { path: ":memory:", ...free };
  if (scheme === "" && rest !== "" && !isConnectionString(rest)) return { path: resolve(rest), ...free };
  const [, file = "", query = ""] = /^([^?#]*)(?:\?([^#]*))?/u.exec(rest) ?? [];
  if (scheme.toLowerCase() !== "file" || file === "") throw badUrl(urlLabel(url), "sqlite");
  const parameters = new URLSearchParams(query);
  for (const name of ["nolock", "vfs"]) {
    const value = parameters.get(name);
    if (value !== null && value !== "0")
      throw badUrlParameter({ name, value, why: "the driver has no such thing" });
  }
  const mode = parameters.get("mode");
  if (mode !== null && !modes.has(mode))
    throw badUrlParameter({ name: "mode", value: mode, why: `it may be ${[...modes].join(", ")}` });
  if (file === ":memory:" || mode === "memory") return { path: ":memory:", ...free };
  const immutable = /^(?:1|on|true|yes)$/iu.test(parameters.get("immutable") ?? "");
  const readOnly = mode === "ro" || immutable;
  return { path: pathOf(file, url), readOnly, mustExist: readOnly || mode === "rw" };
}

/** `host=h user=u password=p` is how libpq is told of a database: no path, and its password must not become a name. */
function isConnectionString(text: string): boolean {
  return /(?:^|\s)(?:host|hostaddr|port|dbname|user|password|passfile|service)\s*=/iu.test(text);
}

const modes: ReadonlySet<string> = new Set(["ro", "rw", "rwc", "memory"]);

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
    // Both ways of reading it throw for the text alone.
    throw badUrl(urlLabel(url), "sqlite");
  }
}
