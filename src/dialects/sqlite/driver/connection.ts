import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { connectionFailed } from "../../../core/errors/database.ts";
import type { BeginOptions, Connection, ConnectTarget, Rows, Statement } from "../../dialect.ts";
import { askedNow, type Asking } from "./asking.ts";
import type { Client, Open, Prepared } from "./client.ts";
import { failedStatement, refusalOf, refused } from "./failed-statement.ts";
import { foreignKeyGuard, type ForeignKeyGuard } from "./foreign-keys.ts";
import { openFile } from "./open-file.ts";
import { bindable } from "../identifiers.ts";
import { relayedClient } from "./relayed-client.ts";
import { databasePath, sqliteUrl } from "./url.ts";
import type { AtOnce } from "../../relay.ts";
import { heaviestBatch, weightOf } from "../../weight.ts";

/** Open the file of a url, or a database in memory. */
export async function openUrl(open: Open, target: ConnectTarget): Promise<Connection> {
  const { path, readOnly, mustExist } = sqliteUrl(target.url ?? "");
  const free = { readOnly: false, untouched: false };
  if (path === ":memory:") return connectionOver(openFile(open, path, free), { open, owned: true });
  if (!existsSync(dirname(path)))
    throw connectionFailed(path, new Error(`there is no folder ${dirname(path)}`));
  const isNew = !existsSync(path);
  if (isNew && mustExist) throw connectionFailed(path, new Error("there is no such file"));
  // Who only reads finds an empty database, and no file is made.
  if (isNew && target.readOnly === true)
    return connectionOver(openFile(open, ":memory:", free), { open, owned: true, label: path });
  const access = { readOnly: target.readOnly === true || readOnly, untouched: readOnly };
  return connectionOver(openFile(open, path, access), { open, owned: true, label: path });
}

interface Opened {
  readonly open: Open;
  /** Closed with the connection. */
  readonly owned: boolean;
  readonly label?: string;
}

/** A connection over a client; `open` opens more files. */
export function connectionOver(client: Client, { open, owned, label = labelOf(client) }: Opened): Connection {
  const prepared = new Map<string, Prepared>();
  let guard: ForeignKeyGuard | null = null;
  /** Why the transaction must not be committed: what was sent together with a COMMIT, and has failed. */
  let aborted: { readonly error: unknown } | null = null;

  /** The statement for this text, prepared once; the oldest goes when there are many. */
  const prepare = (sql: string): Prepared => {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const made = client.prepare(sql);
    const [oldest] = prepared.keys();
    if (prepared.size >= 200 && oldest !== undefined) prepared.delete(oldest);
    prepared.set(sql, made);
    return made;
  };
  const attempt = <T>(sql: string, index: number, action: () => T): T => {
    try {
      return action();
    } catch (error) {
      // The engine refuses statements, and the driver values, by errors of many classes.
      throw refused(refusalOf(error), failedStatement(client, sql, index, error), error);
    }
  };
  /** A pragma takes effect as it is prepared, so that it is prepared each time. */
  const guarding = <T>(asking: Asking<T>): T =>
    askedNow(asking, (sql, params = []) =>
      rowsOf(params.length === 0 ? client.prepare(sql) : prepare(sql), params),
    );
  const execute = ({ sql, params }: Statement): void => {
    if (params.length === 0) {
      client.exec(sql);
      return;
    }
    const ready = prepare(sql);
    if (ready.reader) ready.all(params.map(bindable));
    else ready.run(params.map(bindable));
  };
  const control = (sql: string): void => attempt(sql, 0, () => void prepare(sql).run([]));
  const letGo = (): void => {
    if (guard !== null) guarding(guard.restore());
    guard = null;
  };
  /** Leaves nothing behind, also where the engine ended the transaction by itself. */
  const abandon = (): void => {
    aborted = null;
    if (client.inTransaction) control("ROLLBACK");
    letGo();
  };

  const atOnce: AtOnce = {
    together(work, then) {
      const isOpen = client.inTransaction;
      if (!isOpen) control("BEGIN IMMEDIATE");
      try {
        const given = work();
        for (const [index, each] of then(given).entries()) attempt(each.sql, index, () => execute(each));
        if (!isOpen) control("COMMIT");
        return given;
      } catch (error) {
        if (!isOpen) abandon();
        throw error;
      }
    },
    ask: ({ sql, params }) => attempt(sql, 0, () => rowsOf(prepare(sql), params)),
  };

  // Every method works before its first await, so that calls run in the order they are made.
  return {
    label,
    shared: false,
    engineVersion: client.prepare("SELECT sqlite_version()").all([]).map(versionOf)[0] ?? null,
    client,
    relayed: (relay) => relayedClient(client, relay, atOnce),
    // Over another driver than its own, Drizzle asks by a proxy.
    ...("proxy" in client ? { driver: "drizzle-orm/sqlite-proxy" } : {}),
    async run(statements) {
      // Outside a transaction of ours, so that dropping a table that is rebuilt deletes no rows elsewhere.
      const lent =
        guard === null && statements.some((each) => each.foreignKeysOff)
          ? guarding(foreignKeyGuard(label))
          : null;
      try {
        for (const [index, statement] of statements.entries())
          attempt(statement.sql, index, () => execute(statement));
      } catch (error) {
        if (client.inTransaction) aborted ??= { error };
        throw error;
      } finally {
        if (lent !== null) guarding(lent.restore());
      }
    },
    async query(sql, params = []) {
      return attempt(sql, 0, () => rowsOf(prepare(sql), params));
    },
    async change(sql, params = []) {
      return attempt(sql, 0, () => {
        const ready = prepare(sql);
        return ready.reader
          ? ready.all(params.map(bindable)).length
          : ready.run(params.map(bindable)).changes;
      });
    },
    stream: (sql, params, size) => batches(client, sql, params, size, attempt),
    // It throws at once, not by its promise, so that nothing is sent behind a transaction that is not open.
    begin(options: BeginOptions = {}) {
      if (client.inTransaction)
        throw connectionFailed(label, new Error("a transaction is open on it that mig has not begun"));
      if (options.foreignKeysOff === true) guard = guarding(foreignKeyGuard(label));
      try {
        control("BEGIN IMMEDIATE");
        if (guard !== null) guarding(guard.remember());
      } catch (error) {
        abandon();
        throw error;
      }
      return Promise.resolve();
    },
    async commit() {
      try {
        if (aborted !== null) throw aborted.error;
        if (guard !== null) guarding(guard.check());
        control("COMMIT");
      } catch (error) {
        abandon();
        throw error;
      }
      letGo();
    },
    // What could be set in a session is seen to by the guard of foreign keys.
    restore: () => Promise.resolve(),
    async rollback() {
      abandon();
    },
    async lock(_key, timeoutMs, waiting) {
      const { lockFile, lockObject } = await import("./lock.ts");
      const path = databasePath(client);
      return path === null
        ? lockObject(client, timeoutMs, waiting)
        : lockFile(open, path, timeoutMs, waiting);
    },
    async holder() {
      const { fileHolder, objectHolder } = await import("./lock.ts");
      const path = databasePath(client);
      return path === null ? objectHolder(client) : fileHolder(open, path);
    },
    async close() {
      prepared.clear();
      if (owned) client.close();
    },
  };
}

function versionOf(row: unknown): string {
  return String(Object.values(row as object)[0]);
}

function labelOf(client: Client): string {
  return client.memory || client.name === "" ? ":memory:" : client.name;
}

function rowsOf(ready: Prepared, params: readonly unknown[]): Rows {
  if (!ready.reader) {
    ready.run(params.map(bindable));
    return [];
  }
  return (ready.safeIntegers().all(params.map(bindable)) as Record<string, unknown>[]).map(narrowed);
}

/** Integers are numbers where a number holds them exactly, else bigints. */
function narrowed(row: Record<string, unknown>): Record<string, unknown> {
  for (const [name, value] of Object.entries(row)) {
    if (typeof value === "bigint" && Number.isSafeInteger(Number(value))) row[name] = Number(value);
  }
  return row;
}

type Attempt = <T>(sql: string, index: number, action: () => T) => T;

async function* batches(
  client: Client,
  sql: string,
  params: readonly unknown[],
  size: number,
  attempt: Attempt,
): AsyncGenerator<Rows> {
  // Not from the cache: a statement that is being read cannot be used by anyone else.
  const rows = attempt(sql, 0, () => client.prepare(sql).safeIntegers().iterate(params.map(bindable)));
  let batch: Record<string, unknown>[] = [];
  let weight = 0;
  try {
    for (;;) {
      const next = attempt(sql, 0, () => rows.next());
      if (next.done !== true) {
        const row = narrowed(next.value as Record<string, unknown>);
        batch.push(row);
        weight += weightOf(row);
      }
      const full = batch.length >= size || weight >= heaviestBatch;
      if (batch.length > 0 && (next.done === true || full)) {
        yield batch;
        batch = [];
        weight = 0;
      }
      if (next.done === true) return;
    }
  } finally {
    // A statement that is left half read would keep the connection from any other work.
    rows.return?.();
  }
}
