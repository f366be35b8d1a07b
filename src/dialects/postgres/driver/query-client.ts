import { setTimeout as sleep } from "node:timers/promises";
import { connectionFailed, lockTimeout } from "../../../core/errors/database.ts";
import { unheard } from "../../../core/thrown.ts";
import type { ConnectTarget, Connection } from "../../dialect.ts";
import { unreachable } from "./failures.ts";
import { inTurn } from "./in-turn.ts";
import { nestedClient } from "./nested-client.ts";
import { relayedQueryClient } from "./relayed-client.ts";
import { createOver, type Over } from "./over.ts";
import { factsOf, isPinned, question, settingsFor, type Facts } from "./probe.ts";
import { createConnection } from "./connection.ts";
import type { DriverResult, DriverSession } from "./session.ts";

/** A client of the `pg` family (node-postgres, Neon, Vercel), a pool of such, or PGlite. */
export interface QueryClient {
  query(query: unknown, params?: readonly unknown[], options?: unknown): Promise<QueryResult>;
  /** PGlite: several statements at once. */
  exec?(sql: string, options?: unknown): Promise<readonly QueryResult[]>;
  /** A pool: take a client out of it. */
  connect?(): Promise<QueryClient>;
  release?(broken?: boolean): void;
  on?(event: "end" | "error", listener: (error?: unknown) => void): unknown;
  removeListener?(event: "end" | "error", listener: (error?: unknown) => void): unknown;
  getTypeParser?(type: number, format?: string): (text: string) => unknown;
  readonly [key: string]: unknown;
}

export interface QueryResult {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly rowCount?: number | null;
  readonly affectedRows?: number;
  readonly command?: string;
}

/** What is known of a client that was opened here. */
export interface Ours {
  /** The database as people know it. */
  readonly label: string;
  readonly close: () => Promise<void>;
  /** Another session with the same database; null where there can be one only. */
  readonly openAnother: (() => Promise<Connection>) | null;
}

/**
 * One session of a client: of the application's, which stays open, the client itself or one that is taken from
 * its pool meanwhile; of one that is `ours`, which is closed with the connection.
 */
export async function connectQueryClient(
  client: QueryClient,
  target: ConnectTarget,
  ours: Ours | null = null,
): Promise<Connection> {
  const pooled = "totalCount" in client && client.connect !== undefined;
  const label = ours?.label ?? labelOf(client);
  // It would keep what it is asked until somebody connects it, which nobody may ever do.
  if (client["_connected"] === false && client["_connecting"] === false)
    throw connectionFailed(label, new Error("the client is not connected; await client.connect() first"));
  let session: QueryClient;
  try {
    session = pooled ? ((await client.connect?.()) ?? client) : client;
  } catch (error) {
    // All that connecting fails with says why there is no session.
    throw unreachable(label, error);
  }
  const query: QueryClient["query"] =
    session.exec === undefined ? inTurn(session) : session.query.bind(session);
  const driver = session.exec === undefined ? nodePostgres(session, query) : pglite(session);
  const watch = watchOver(session);
  let facts: Facts;
  try {
    facts = factsOf((await driver.send(question))[0]);
  } catch (error) {
    // All that the first question fails with says why there is no session.
    watch.stop();
    if (pooled) session.release?.(true);
    await ours?.close();
    throw unreachable(label, error);
  }
  // A database within the process has no other clients.
  const pinned = session.exec !== undefined || isPinned(facts, session["processID"] as number | undefined);
  const settings = settingsFor(target, facts);
  const isOurs = ours !== null && pinned;
  if (isOurs && target.readOnly === true) settings.push(["default_transaction_read_only", "on"]);
  const opened: DriverSession = {
    ...driver,
    label,
    inTransaction: false,
    get client() {
      return nestedClient(session, query, opened);
    },
    relayed: (relay) => relayedQueryClient(nestedClient(session, query, opened), relay),
    pinned,
    own: isOurs,
    settings,
    readOnly: target.readOnly === true,
    over: watch,
    target,
    pid: facts.pid,
    looking: false,
    openAnother: pooled ? () => connectQueryClient(client, {}) : (ours?.openAnother ?? null),
    async end() {
      watch.stop();
      if (pooled) session.release?.(watch.reason() !== null);
      await ours?.close();
    },
  };
  const connection = createConnection(opened);
  // Sent before all that comes, so nobody need wait for it.
  if (isOurs) void unheard(connection.restore());
  // Not a copy: what is known of the connection is known of this object.
  const lock = connection.lock.bind(connection);
  return Object.assign(connection, {
    driver: session.exec === undefined ? "drizzle-orm/node-postgres" : "drizzle-orm/pglite",
    // A lock of PostgreSQL is the session's, and one session may be shared by all of a process.
    lock: (key, timeoutMs, waiting) =>
      exclusively(session, timeoutMs, waiting, (left) => lock(key, left, waiting)),
  } satisfies Partial<Connection>);
}

type Driver = Pick<DriverSession, "send" | "sendWith">;

/** Dates and times stay the text that the server says. */
const times = new Set([1082, 1083, 1114, 1184]);

function nodePostgres(client: QueryClient, query: QueryClient["query"]): Driver {
  const types = {
    getTypeParser: (type: number, format?: string) =>
      times.has(type)
        ? (text: string) => text
        : (client.getTypeParser?.(type, format) ?? ((text: string) => text)),
  };
  const ask = async (asked: object): Promise<DriverResult> => last(await query({ ...asked, types }));
  return {
    send: (text) => ask({ text }),
    sendWith: (text, params) => ask({ text, values: params.map((value) => value ?? null) }),
  };
}

function pglite(client: QueryClient): Driver {
  const text = (value: string): string => value;
  const bytes = (value: string): Buffer => Buffer.from(value.slice(2), "hex");
  // It would give big integers as numbers where they fit, and bytes as no buffer; all other drivers do not.
  const options = {
    parsers: { ...Object.fromEntries([...times, 20].map((type) => [type, text])), 17: bytes },
  };
  return {
    async send(sql) {
      // It does not tell that a COMMIT became a ROLLBACK; in a aborted transaction this fails instead.
      if (sql === "COMMIT") await client.exec?.("SELECT 1");
      return last((await client.exec?.(sql, options)) ?? [], sql);
    },
    sendWith: async (sql, params) =>
      last(
        await client.query(
          sql,
          params.map((value) => value ?? null),
          options,
        ),
        sql,
      ),
  };
}

function last(results: QueryResult | readonly QueryResult[], sql = ""): DriverResult {
  const all = Array.isArray(results) ? (results as readonly QueryResult[]) : [results as QueryResult];
  const result = all.at(-1) ?? { rows: [] };
  // PGlite counts what was changed, the others what was given back as well.
  const count = result.rowCount ?? (result.affectedRows || result.rows.length);
  return Object.assign([...result.rows], { count, command: result.command ?? sql });
}

function watchOver(client: QueryClient): Over & { stop(): void } {
  const over = createOver();
  const ended = (error?: unknown): void => over.end(error ?? new Error("the connection was closed"));
  client.on?.("end", ended);
  client.on?.("error", ended);
  return {
    ...over,
    stop() {
      client.removeListener?.("end", ended);
      client.removeListener?.("error", ended);
    },
  };
}

const queues = new WeakMap<object, Promise<unknown>>();

/** One after the other within this process; the waiting counts against the time that is allowed. */
async function exclusively(
  client: object,
  timeoutMs: number,
  waiting: (holder: string | null) => void,
  take: (leftMs: number) => Promise<{ release(): Promise<void> }>,
): Promise<{ release(): Promise<void> }> {
  const started = performance.now();
  const before = queues.get(client);
  let free = (): void => undefined;
  const mine = new Promise<void>((done) => (free = done));
  queues.set(client, before === undefined ? mine : before.then(() => mine));
  if (before !== undefined) waiting(`this process, pid ${process.pid}`);
  const late = new AbortController();
  // It fails only by the signal.
  const time = sleep(timeoutMs, "late", { signal: late.signal }).catch(() => "in time");
  try {
    const turn = await Promise.race([before, time]);
    if (turn === "late")
      throw lockTimeout({ seconds: timeoutMs / 1000, holder: `this process, pid ${process.pid}` });
    const lock = await take(Math.max(0, timeoutMs - (performance.now() - started)));
    return { release: () => lock.release().finally(free) };
  } catch (error) {
    free();
    throw error;
  } finally {
    late.abort();
  }
}

/** The database as people know it; a client that says nothing of itself is named by what it is. */
function labelOf(client: QueryClient): string {
  if (client.exec !== undefined) {
    const folder = client["dataDir"];
    return typeof folder === "string" && folder !== "" ? `pglite ${folder}` : "pglite in memory";
  }
  const { host, port, database } = { ...client, ...(client["options"] as object | undefined) } as Readonly<
    Record<string, unknown>
  >;
  if (typeof host !== "string")
    return typeof database === "string" ? `postgres database ${database}` : "the application's client";
  return `postgres://${host}${port === undefined ? "" : `:${port as string | number}`}/${typeof database === "string" ? database : ""}`;
}
