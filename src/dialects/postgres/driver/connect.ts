import { mkdirSync, existsSync } from "node:fs";
import { dirname } from "node:path";
import { driverMissing } from "../../../core/errors/database.ts";
import { MigError } from "../../../core/errors.ts";
import type { Connection, ConnectTarget, Scratch } from "../../dialect.ts";
import { installed, openBy, type Driver, type Opener } from "../../drivers.ts";
import { setNeighbours } from "./neighbours.ts";
import { connectTo, connectWithin, isClient } from "./connection.ts";
import { unreachable } from "./failures.ts";
import { load } from "./open-session.ts";
import { connectQueryClient, isQueryClient, unknownClient, type QueryClient } from "./query-client.ts";
import { readUrl } from "./url.ts";

/** What opens urls of PostgreSQL. A line is a driver; the first that is installed is taken. */
const drivers: readonly Driver[] = [
  { name: "postgres", package: "postgres", takes: isServer, load: postgresJs },
  { name: "pg", package: "pg", takes: isServer, load: nodePostgres },
  {
    name: "pglite",
    package: "@electric-sql/pglite",
    takes: (url) => pgliteFolder(url) !== null,
    load: pglite,
  },
];

/** Open one session: of a url, or one of the application's own client. */
export async function connect(target: ConnectTarget): Promise<Connection> {
  const { client, url = "" } = target;
  if (client === undefined) return openBy("postgresql", drivers, { ...target, url });
  if (isClient(client)) return connectWithin(client, target);
  if (isQueryClient(client)) return connectQueryClient(client, target);
  throw unknownClient();
}

function isServer(url: string): boolean {
  return /^postgres(?:ql)?:/iu.test(url);
}

/** The folder of `pglite:./folder`, or "" for `memory:`; null for any other url. */
function pgliteFolder(url: string): string | null {
  const [, scheme, rest = ""] = /^(pglite|memory):(?:\/\/(?=\/))?([^]*)$/iu.exec(url) ?? [];
  return scheme === undefined ? null : scheme.toLowerCase() === "memory" || rest === ":memory:" ? "" : rest;
}

async function postgresJs(): Promise<Opener | null> {
  try {
    await load();
    return connectTo;
  } catch (error) {
    if (error instanceof MigError && error.code === driverMissing.code) return null;
    throw error;
  }
}

async function nodePostgres(): Promise<Opener | null> {
  const module = await installed("pg");
  if (module === null) return null;
  const { Client } = (module["default"] ?? module) as {
    readonly Client: new (config: object) => QueryClient & { end(): Promise<void> };
  };
  const open = async (target: ConnectTarget & { readonly url: string }): Promise<Connection> => {
    const { url, label, ssl, limitMs } = readUrl(target.url);
    const tls = target.ssl ?? ssl;
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: limitMs,
      application_name: "mig",
      ...(tls === null ? {} : { ssl: tls }),
    });
    // Who waits for an answer is told; there may be nobody.
    client.on?.("error", () => undefined);
    try {
      await client.connect?.();
    } catch (error) {
      throw unreachable(label, error);
    }
    const again = (database: string | null): Promise<Connection> =>
      open({ ...target, url: database === null ? target.url : withDatabase(target.url, database) });
    const connection = await connectQueryClient(client, target, {
      label,
      close: () => client.end(),
      openBeside: () => again(null),
    });
    setNeighbours(connection, { openBeside: again, scratch: null });
    return connection;
  };
  return open;
}

function withDatabase(url: string, database: string): string {
  return url.replace(/^(\w+:\/\/[^/?#]*)(?:\/[^?#]*)?/u, `$1/${encodeURIComponent(database)}`);
}

async function pglite(): Promise<Opener | null> {
  const module = await installed("@electric-sql/pglite");
  if (module === null) return null;
  const { PGlite } = module as { readonly PGlite: new (folder?: string) => Pglite };
  const open = async (folder: string, target: ConnectTarget): Promise<Connection> => {
    // Who only reads finds an empty database, and no folder is made.
    const place = target.readOnly === true && !existsSync(folder) ? "" : folder;
    if (place !== "") mkdirSync(dirname(place), { recursive: true });
    const client = new PGlite(place === "" ? undefined : place);
    const label = folder === "" ? "pglite in memory" : `pglite ${folder}`;
    try {
      await client.waitReady;
    } catch (error) {
      throw unreachable(label, error);
    }
    const connection = await connectQueryClient(client, target, {
      label,
      close: () => client.close(),
      openBeside: null,
    });
    setNeighbours(connection, {
      openBeside: () => Promise.resolve(connection),
      scratch: async (): Promise<Scratch> => {
        const fresh = await open("", {});
        return { connection: fresh, drop: () => fresh.close() };
      },
    });
    return connection;
  };
  return (target) => open(pgliteFolder(target.url) ?? "", target);
}

interface Pglite extends QueryClient {
  readonly waitReady: Promise<void>;
  close(): Promise<void>;
}
