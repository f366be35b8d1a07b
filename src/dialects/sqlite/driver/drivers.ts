import type { Connection, ConnectTarget } from "../../dialect.ts";
import { hasMethods, type Driver } from "../../drivers.ts";
import type { Open } from "./client.ts";

/** What the file of a driver of SQLite exports. */
export interface SqliteDriverCode {
  /** How it opens files; null where it is not installed, or this version of Node has no such module. */
  readonly engine: () => Promise<Open | null>;
  /** A connection over an application's client; `anyEngine` opens more files. */
  readonly overClient: (
    client: never,
    target: ConnectTarget,
    anyEngine: () => Promise<Open>,
  ) => Promise<Connection>;
  /** How it opens what is no file. */
  readonly openServer?: (url: string, anyEngine: () => Promise<Open>) => Promise<Connection>;
}

/** A driver of SQLite. */
export type SqliteDriver = Omit<Driver, "code"> & {
  readonly code: () => Promise<SqliteDriverCode>;
};

/** What opens databases of SQLite. A line is a driver; the first that is installed is taken. */
export const drivers: readonly SqliteDriver[] = [
  {
    name: "better-sqlite3",
    package: "better-sqlite3",
    lacks: null,
    takes: isLocal,
    knows: (client) => hasMethods(client, ["prepare", "exec", "pragma"]),
    code: () => import("./better-sqlite3.ts"),
  },
  {
    name: "libsql",
    package: "@libsql/client",
    lacks:
      "It gives all rows of a query at once, so that an export holds them in memory; and what op.db writes in a step without a transaction is sent again when the step goes on.",
    takes: () => true,
    knows: (client) => hasMethods(client, ["execute", "executeMultiple", "batch", "transaction"]),
    code: () => import("./libsql.ts"),
  },
  {
    name: "node:sqlite",
    package: null,
    lacks: null,
    takes: isLocal,
    knows: (client) => hasMethods(client, ["prepare", "exec", "location"]),
    code: () => import("./node-sqlite.ts"),
  },
];

/** Whether a url means a file of this machine, or memory. */
export function isLocal(url: string): boolean {
  return !/^(?:libsql|wss?|https?):/iu.test(url);
}
