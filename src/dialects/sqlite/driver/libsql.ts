import { existsSync, realpathSync } from "node:fs";
import { connectionFailed } from "../../../core/errors/database.ts";
import type { BeginOptions, Connection, ConnectTarget, Rows } from "../../dialect.ts";
import { installed, placeOf } from "../../drivers.ts";
import { askedLater } from "./asking.ts";
import type { Open } from "./client.ts";
import { refused } from "./failed-statement.ts";
import { bindable } from "../identifiers.ts";
import { type ForeignKeyGuard, foreignKeyGuard } from "./foreign-keys.ts";
import { fileHolder, lockFile, lockObject, objectHolder } from "./lock.ts";
import { relayedLibsql, type Executor, type ResultSet } from "./relayed-libsql.ts";

/** A client of libSQL: a file, a database in memory or one over the network. */
export interface LibsqlClient extends Executor {
  transaction(mode: "write"): Promise<LibsqlTransaction>;
  readonly protocol: string;
}

interface LibsqlTransaction extends Executor {
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** How it opens files: by the package that its client stands on, which works without promises. */
export async function engine(): Promise<Open | null> {
  const place = placeOf("@libsql/client");
  return place === null ? null : (await import("./libsql-file.ts")).libsqlFile(place);
}

/** A connection with a server, which is named without the token of its url. */
export async function openServer(url: string, anyEngine: () => Promise<Open>): Promise<Connection> {
  const { createClient } = (await installed("@libsql/client")) as unknown as {
    readonly createClient: (config: object) => LibsqlClient & { close(): void };
  };
  const name = url.replace(/\?.*$/u, "");
  let client: ReturnType<typeof createClient>;
  try {
    // It takes a token from the url itself.
    client = createClient({ url });
  } catch (error) {
    // All that opening fails with says why there is no connection.
    throw connectionFailed(name, error);
  }
  const connection = await connectionOver(client, anyEngine, name);
  const close = connection.close.bind(connection);
  return Object.assign(connection, {
    close: async () => {
      await close();
      client.close();
    },
  });
}

/** A connection over an application's client, which stays open on close. */
export function overClient(
  client: LibsqlClient,
  _target: ConnectTarget,
  anyEngine: () => Promise<Open>,
): Promise<Connection> {
  return connectionOver(client, anyEngine, "the given client");
}

async function connectionOver(
  client: LibsqlClient,
  anyEngine: () => Promise<Open>,
  name: string,
): Promise<Connection> {
  let transaction: LibsqlTransaction | null = null;
  let guarded: ForeignKeyGuard | null = null;
  let tail: Promise<unknown> = Promise.resolve();
  let sent = 0;
  /** A call that failed with all that was sent before anybody could know it: a transaction that did not begin, or is aborted. */
  let aborted: { readonly error: unknown; readonly until: number } | null = null;
  /** Every call begins when the one before it has ended, awaited or not. */
  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const place = ++sent;
    const result = tail.then(() => {
      if (aborted !== null && place <= aborted.until) throw aborted.error;
      return work();
    });
    // The error goes to its caller; the next call only waits for its end.
    tail = result.catch(() => undefined);
    return result;
  };
  const ask = async (sql: string, params: readonly unknown[], index = 0): Promise<ResultSet> => {
    try {
      return await (transaction ?? client).execute({ sql, args: params.map(bindable) });
    } catch (error) {
      // The engine refuses statements, and the driver values, by errors of many classes.
      throw failed(sql, index, error);
    }
  };
  const script = async (sql: string, index: number): Promise<void> => {
    try {
      await (transaction ?? client).executeMultiple(sql);
    } catch (error) {
      // The engine refuses statements, and the driver values, by errors of many classes.
      throw failed(sql, index, error);
    }
  };
  const query = async (sql: string, params: readonly unknown[] = []): Promise<Rows> =>
    (await ask(sql, params)).rows.map(plain);
  const path = await query("PRAGMA database_list").then(
    (rows) => {
      const file = rows[0]?.["file"];
      return client.protocol === "file" && typeof file === "string" && existsSync(file) ? file : null;
    },
    (error: unknown) => {
      throw connectionFailed(name, error);
    },
  );
  const [version] = await query("SELECT sqlite_version() AS version");
  /** Both are sent at once, so that the second finds the session that the first gives back. */
  const end = async (how: "commit" | "rollback"): Promise<void> => {
    const [open, guard] = [transaction, guarded];
    [transaction, guarded] = [null, null];
    if (open === null) return;
    const ended = open[how]();
    const restored = guard === null ? null : askedLater(guard.restore(), query);
    await Promise.all([ended, restored]);
  };

  const connection: Connection = {
    label: path ?? (client.protocol === "file" ? ":memory:" : `libsql over ${client.protocol}`),
    shared: false,
    engineVersion: String(version?.["version"]),
    driver: "drizzle-orm/libsql",
    client,
    relayed: (relay) =>
      relayedLibsql(
        {
          protocol: client.protocol,
          current: () => inOrder(async () => transaction ?? client),
          inTransaction: () => inOrder(async () => transaction !== null),
          begin: () => connection.begin(),
          commit: () => connection.commit(),
          rollback: () => connection.rollback(),
        },
        relay,
      ),
    run: (statements) =>
      inOrder(async () => {
        try {
          for (const [index, { sql, params }] of statements.entries()) {
            if (params.length === 0) await script(sql, index);
            else await ask(sql, params, index);
          }
        } catch (error) {
          if (transaction !== null) aborted = { error, until: sent };
          throw error;
        }
      }),
    query: (sql, params) => inOrder(() => query(sql, params)),
    change: (sql, params = []) =>
      inOrder(async () => {
        const { rows, rowsAffected } = await ask(sql, params);
        return rowsAffected || rows.length;
      }),
    async *stream(sql, params, size) {
      // The driver gives all rows at once.
      const rows = await connection.query(sql, params);
      for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
    },
    begin: (options: BeginOptions = {}) =>
      inOrder(async () => {
        const guard =
          options.foreignKeysOff === true ? await askedLater(foreignKeyGuard(connection.label), query) : null;
        transaction = await client.transaction("write").catch(async (error: unknown) => {
          // Nothing but the BEGIN can have failed.
          if (guard !== null) await askedLater(guard.restore(), query);
          aborted = { error: failed("BEGIN IMMEDIATE", 0, error), until: sent };
          throw aborted.error;
        });
        guarded = guard;
        if (guarded === null) return;
        try {
          await askedLater(guarded.remember(), query);
        } catch (error) {
          await end("rollback");
          throw error;
        }
      }),
    commit: () =>
      inOrder(async () => {
        try {
          if (guarded !== null) await askedLater(guarded.check(), query);
        } catch (error) {
          await end("rollback");
          throw error;
        }
        await end("commit");
      }),
    // What could be set in a session is seen to by the guard of foreign keys.
    restore: () => Promise.resolve(),
    async rollback() {
      // What could be refused was sent before this.
      await tail;
      await inOrder(() => end("rollback"));
    },
    async lock(_key, timeoutMs, waiting) {
      if (path === null) return lockObject(client, timeoutMs, waiting);
      return lockFile(await anyEngine(), realpathSync(path), timeoutMs, waiting);
    },
    holder: async () =>
      path === null ? objectHolder(client) : fileHolder(await anyEngine(), realpathSync(path)),
    close: () => inOrder(() => end("rollback")),
  };
  return connection;
}

function plain(row: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value instanceof ArrayBuffer ? Buffer.from(value) : value,
    ]),
  );
}

function failed(sql: string, index: number, error: unknown): Error {
  const { code, extendedCode, message } = error as {
    readonly code?: string;
    readonly extendedCode?: string;
    readonly message?: string;
  };
  const text = (message ?? String(error)).replace(/^SQLITE_\w+: /u, "");
  return refused(
    text,
    { sql, index, position: null, engineCode: extendedCode ?? code ?? null, engineHint: null },
    error,
  );
}
