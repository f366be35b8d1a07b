import { badUrl, driverMissing } from "../../../core/errors/database.ts";
import { MigError } from "../../../core/errors.ts";
import { unheard } from "../../../core/thrown.ts";
import type { ConnectTarget, Connection, Neighbours } from "../../dialect.ts";
import type { Opener } from "../../drivers.ts";
import { drizzleClient } from "./drizzle-client.ts";
import { relayedPostgresJs } from "./relayed-client.ts";
import { unreachable } from "./failures.ts";
import { encode, jsonTypes } from "./driver-values.ts";
import { inline } from "../ddl/inline.ts";
import {
  load,
  openSession,
  pidOf,
  type Client,
  type Options,
  type OpenSession,
  type Reserved,
} from "./open-session.ts";
import { createOver, type Over } from "./over.ts";
import { factsOf, isPinned, question, settingsFor, type Facts } from "./probe.ts";
import { createConnection } from "./connection.ts";
import type { DriverResult, DriverSession } from "./session.ts";
import { connectLimitMs, readUrl } from "./url.ts";

const named = { application_name: "mig" };

/** The way to open urls by the driver `postgres`. */
export async function opener(): Promise<Opener | null> {
  try {
    await load();
    return openUrl;
  } catch (error) {
    if (driverMissing.is(error)) return null;
    throw error;
  }
}

/** Open one session with the server of a url. */
async function openUrl(target: ConnectTarget & { readonly url: string }): Promise<Connection> {
  const { url, label, limitMs, ssl: said } = readUrl(target.url);
  const ssl = target.ssl ?? said;
  const driver = await load();
  let options: Options;
  try {
    // The driver reads its own form of urls; only it knows all of them. Nothing is opened by that.
    options = (driver as unknown as (url: string, options: unknown) => Client)(url, {
      ...(ssl === null ? {} : { ssl }),
      connection: named,
    }).options as unknown as Options;
  } catch {
    // The driver has no class of its own for what it cannot read.
    throw badUrl(label, "postgresql");
  }
  return open(options, label, target, limitMs);
}

async function open(
  options: Options,
  label: string,
  target: ConnectTarget,
  limitMs: number,
): Promise<Connection> {
  let opened: OpenSession;
  try {
    opened = await openSession(await load(), options, limitMs);
  } catch (error) {
    throw error instanceof MigError ? error : unreachable(label, error);
  }
  const { client, reserved, facts, toldAtLogin, over } = opened;
  const pinned = isPinned(facts, toldAtLogin);
  const readOnly = target.readOnly === true;
  const settings = settingsFor(target, facts);
  if (pinned && readOnly) settings.push(["default_transaction_read_only", "on"]);
  // Type 0 leaves the type to the server: the driver would guess it from the value.
  const sendWith = async (sql: string, params: readonly unknown[]): Promise<unknown> =>
    reserved.unsafe(
      sql,
      params.map((value) => client.typed(encode(value) as never, 0)),
    );
  const session = sessionOf(reserved, client, label, sendWith, {
    pinned,
    own: pinned,
    settings,
    readOnly,
    over,
    target,
    pid: facts.pid,
    openAnother: () => open(options, label, {}, limitMs),
    async end(broken) {
      // The driver waits for a session that is reserved, and for ever for one that was lost.
      if (broken) over.end(new Error("the connection was closed"));
      if (over.reason() === null) reserved.release();
      await opened.end();
    },
  });
  const connection = createConnection(session);
  // They are sent before all that comes, so nobody need wait for them.
  if (pinned) void unheard(connection.restore());
  return Object.assign(connection, { neighbours: neighbours(options, label, limitMs) });
}

function neighbours(options: Options, label: string, limitMs: number): Neighbours {
  return {
    openAnother(database) {
      const name = database ?? String(options.database);
      const scratchLabel = label.replace(/[^/]*$/u, encodeURIComponent(name));
      return open({ ...options, database: name, connection: named }, scratchLabel, {}, limitMs);
    },
    scratch: null,
  };
}

/** One session, reserved of the application's own client. */
export async function overClient(client: Client, target: ConnectTarget): Promise<Connection> {
  const { host, port, database } = client.options;
  const label = `postgres://${host.join(",")}:${port.join(",")}/${database}`;
  let taken: Taken;
  try {
    taken = await takenInTime(client);
  } catch (error) {
    // All that opening fails with says why there is no connection.
    throw unreachable(label, error);
  }
  const { reserved, facts, toldAtLogin, watch } = taken;
  const session = sessionOf(reserved, client, label, written(reserved), {
    pinned: isPinned(facts, toldAtLogin),
    own: false,
    // The application's client prints notices, such as that a table of ours is there already.
    settings: [...settingsFor(target, facts), ["client_min_messages", "warning"]],
    readOnly: target.readOnly === true,
    over: watch.over,
    target,
    pid: facts.pid,
    openAnother: () =>
      open({ ...(client.options as unknown as Options), connection: named }, label, {}, connectLimitMs),
    async end(broken) {
      watch.stop();
      if (!broken && watch.over.reason() === null) reserved.release();
    },
  });
  const connection = createConnection(session);
  const options = client.options as unknown as Options;
  return Object.assign(connection, { neighbours: neighbours(options, label, connectLimitMs) });
}

/** A session of a client's pool. */
interface Taken {
  readonly reserved: Reserved;
  readonly facts: Facts;
  readonly toldAtLogin: number | null;
  readonly watch: Watch;
}

/** The driver never gives a session whose connection was closed while it was opened, and says nothing of it. */
function takenInTime(client: Client): Promise<Taken> {
  const limitMs = (client.options.connect_timeout || 30) * 1000;
  return new Promise((resolve, reject) => {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      reject(new Error(`its client gave no session within ${limitMs / 1000} s`));
    }, limitMs);
    const free = ({ reserved, watch }: Taken): void => {
      watch.stop();
      reserved.release();
    };
    takenFrom(client)
      .then((taken) => (isLate ? free(taken) : resolve(taken)), reject)
      .finally(() => clearTimeout(timer));
  });
}

async function takenFrom(client: Client): Promise<Taken> {
  const reserved = await client.reserve();
  const watch = await watchOver(client, reserved);
  const answer = await reserved.unsafe(question);
  return { reserved, facts: factsOf(answer[0]), toldAtLogin: pidOf(answer), watch };
}

function sessionOf(
  reserved: Reserved,
  client: Client,
  label: string,
  sendWith: (sql: string, params: readonly unknown[]) => Promise<unknown>,
  more: Pick<
    DriverSession,
    "pinned" | "own" | "settings" | "openAnother" | "target" | "pid" | "readOnly" | "over" | "end"
  >,
): DriverSession {
  const result = (query: unknown): Promise<DriverResult> => query as Promise<DriverResult>;
  const session: DriverSession = {
    ...more,
    label,
    inTransaction: false,
    looking: false,
    get client() {
      return drizzleClient(reserved, client, session);
    },
    relayed: (relay) => relayedPostgresJs(drizzleClient(reserved, client, session), relay),
    send: async (sql) => result(reserved.unsafe(sql)),
    sendWith: async (sql, params) => result(sendWith(sql, params)),
  };
  return session;
}

/**
 * Parameters over a client whose ways to write values are the application's: the driver writes JSON a second
 * time, and Drizzle takes its ways away. So they become part of the text; only a list needs to know its place.
 */
function written(reserved: Reserved): (sql: string, params: readonly unknown[]) => Promise<unknown> {
  return async (sql, params) => {
    const { types } = params.some((value) => Array.isArray(value))
      ? await reserved
          .unsafe(
            sql,
            params.map(() => null),
          )
          .describe()
      : { types: [] };
    const values = params.map((value, index) =>
      Array.isArray(value) && jsonTypes.has(types[index] ?? 0) ? JSON.stringify(value) : value,
    );
    return reserved.unsafe(inline(sql, values));
  };
}

interface Watch {
  readonly over: Over;
  stop(): void;
}

/**
 * Notice when the reserved session of a pool is closed: the driver would write into a socket that is no
 * more. The pool tells only the number of the session, which it says aloud to its debug hook alone.
 */
async function watchOver(client: Client, reserved: Reserved): Promise<Watch> {
  const options = client.options as unknown as {
    debug: unknown;
    onclose: ((id: number) => void) | undefined;
  };
  const { debug, onclose } = options;
  let ours: number | null = null;
  const over = createOver();
  options.debug = (id: number, sql: string) => {
    if (sql === marker) ours = id;
  };
  const marker = "SELECT 1 AS mig";
  try {
    await reserved.unsafe(marker);
  } finally {
    options.debug = debug;
  }
  const hook = (id: number): void => {
    if (id === ours) over.end(new Error("the connection was closed"));
    onclose?.(id);
  };
  Object.assign(options, { onclose: hook });
  return {
    over,
    stop: () => {
      if (options.onclose === hook) Object.assign(options, { onclose });
    },
  };
}
