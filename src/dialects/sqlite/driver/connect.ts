import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { connectionFailed, driverMissing } from "../../../core/errors/database.ts";
import type { Connection, ConnectTarget } from "../../dialect.ts";
import { installed, openBy, placeOf, type Driver } from "../../drivers.ts";
import { isClient, type Client, type Open } from "./client.ts";
import { connectionOver, openUrl } from "./connection.ts";
import { nodeSqlite } from "./node-sqlite.ts";
import { databasePath, sqliteUrl } from "./url.ts";

/** How a driver of SQLite opens files, and what else it opens. A line is a driver; the first that is installed is taken. */
const engines: readonly (Omit<Driver, "load"> & { readonly load: () => Promise<Open | null> })[] = [
  { name: "better-sqlite3", package: "better-sqlite3", takes: isLocal, load: betterSqlite },
  { name: "libsql", package: "@libsql/client", takes: () => true, load: libsqlFiles },
  { name: "node:sqlite", package: null, takes: isLocal, load: async () => nodeSqlite() },
];

/**
 * Open a database; the file of an application's client over a connection of its own, so that what the application
 * writes meanwhile is not in the transaction of a step. What is in memory has no other connection.
 */
export async function connect(target: ConnectTarget): Promise<Connection> {
  const { client, url = "" } = target;
  if (client === undefined) return openBy("sqlite", drivers, { ...target, url });
  if (isClient(client)) return connectBesideClient(client, target);
  const { connectLibsql, isLibsqlClient } = await import("./libsql.ts");
  if (isLibsqlClient(client)) return connectLibsql(client, anyEngine);
  throw connectionFailed("the given client", new TypeError("it is no client of better-sqlite3 or libSQL"));
}

async function connectBesideClient(client: Client, target: ConnectTarget): Promise<Connection> {
  const open = await anyEngine();
  const path = databasePath(client);
  if (path === null) {
    target.patience?.report(
      "The database is in memory, so that mig shares the application's connection: what the application writes during a step is part of its transaction, and is taken back with it.",
    );
    return connectionOver(client, { open, owned: false });
  }
  // It would be waited for in vain: only this thread could end it.
  if (client.inTransaction)
    throw connectionFailed(path, new Error("a transaction is open on it that mig has not begun"));
  const url = pathToFileURL(path).href;
  return openUrl(open, { ...target, url, readOnly: target.readOnly === true || client.readonly === true });
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
