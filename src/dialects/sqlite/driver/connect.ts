import { existsSync } from "node:fs";
import { connectionFailed, driverMissing } from "../../../core/errors/database.ts";
import type { Connection, ConnectTarget } from "../../dialect.ts";
import { installed, openBy, placeOf, type Driver } from "../../drivers.ts";
import { isClient, type Client, type Open } from "./client.ts";
import { connectionOver, openUrl } from "./connection.ts";
import { nodeSqlite } from "./node-sqlite.ts";
import { sqliteUrl } from "./url.ts";

/** How a driver of SQLite opens files, and what else it opens. A line is a driver; the first that is installed is taken. */
const engines: readonly (Omit<Driver, "load"> & { readonly load: () => Promise<Open | null> })[] = [
  { name: "better-sqlite3", package: "better-sqlite3", takes: isLocal, load: betterSqlite },
  { name: "libsql", package: "@libsql/client", takes: () => true, load: libsqlFiles },
  { name: "node:sqlite", package: null, takes: isLocal, load: async () => nodeSqlite() },
];

/** Open a database, or use the application's client, which stays open on close. */
export async function connect(target: ConnectTarget): Promise<Connection> {
  const { client, url = "" } = target;
  if (client === undefined) return openBy("sqlite", drivers, { ...target, url });
  if (isClient(client)) return connectionOver(client, { open: await anyEngine(), owned: false });
  const { connectLibsql, isLibsqlClient } = await import("./libsql.ts");
  if (isLibsqlClient(client)) return connectLibsql(client, anyEngine);
  throw connectionFailed("the given client", new TypeError("it is no client of better-sqlite3 or libSQL"));
}

/** Whether a url names a file that is not there yet. */
export function isMissing(url: string): boolean {
  if (!isLocal(url)) return false;
  const { path } = sqliteUrl(url);
  return path !== ":memory:" && !existsSync(path);
}

const drivers: readonly Driver[] = engines.map(({ load, ...driver }) => ({
  ...driver,
  async load() {
    const open = await load();
    if (open === null) return null;
    return async (target) => (isLocal(target.url) ? openUrl(open, target) : openServer(target.url));
  },
}));

function isLocal(url: string): boolean {
  return !/^(?:libsql|wss?|https?):/iu.test(url);
}

async function betterSqlite(): Promise<Open | null> {
  try {
    const { default: Driver } = await import("better-sqlite3");
    return (path, options) => new Driver(path, options) satisfies Client;
  } catch {
    const module = await installed("better-sqlite3");
    if (module === null) return null;
    const Driver = module["default"] as new (path: string, options: object) => Client;
    return (path, options) => new Driver(path, options);
  }
}

async function libsqlFiles(): Promise<Open | null> {
  const place = placeOf("@libsql/client");
  return place === null ? null : (await import("./libsql-file.ts")).libsqlFile(place);
}

/** What opens the file beside a database by which runners lock it. */
async function anyEngine(): Promise<Open> {
  for (const { load } of engines) {
    const open = await load();
    if (open !== null) return open;
  }
  throw driverMissing(["better-sqlite3"], "sqlite", null);
}

async function openServer(url: string): Promise<Connection> {
  const { connectLibsql, isLibsqlClient } = await import("./libsql.ts");
  const { createClient } = (await installed("@libsql/client")) as unknown as {
    readonly createClient: (config: object) => unknown;
  };
  const name = url.replace(/\?.*$/u, "");
  let client: unknown;
  try {
    // It takes a token from the url itself.
    client = createClient({ url });
  } catch (error) {
    throw connectionFailed(name, error);
  }
  if (!isLibsqlClient(client)) throw connectionFailed(name, new Error("no client was made"));
  const connection = await connectLibsql(client, anyEngine, name);
  const close = connection.close.bind(connection);
  return Object.assign(connection, {
    close: async () => {
      await close();
      (client as unknown as { close(): void }).close();
    },
  });
}
