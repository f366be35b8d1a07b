import type postgres from "postgres";
import { badUrl, driverMissing } from "../../../core/errors/database.ts";
import type { ConnectTarget, Connection } from "../../dialect.ts";
import { drizzleClient } from "./drizzle-client.ts";
import { unreachable } from "./failures.ts";
import { encode, jsonTypes, textTypes } from "./driver-values.ts";
import { inline } from "../ddl/inline.ts";
import { connectQueryClient, isQueryClient, unknownClient } from "./query-client.ts";
import { createConnection, type DriverResult, type DriverSession } from "./session.ts";
import { readUrl } from "./url.ts";

type Options = postgres.Options<Record<string, never>>;
type Driver = (options: Options) => postgres.Sql;

/** Open one session: of a url, or one reserved of the application's own client. */
export async function connect(target: ConnectTarget): Promise<Connection> {
  const { client } = target;
  if (client === undefined) return connectTo(target);
  if (isClient(client)) return connectWithin(client, target);
  if (isQueryClient(client)) return connectQueryClient(client, target);
  throw unknownClient();
}

/** A session with another database of the same server, as the same role. */
export async function connectBeside(connection: Connection, database: string | null): Promise<Connection> {
  const { client, options } = origins.get(connection) ?? { client: null, options: null };
  if (options === null || client === null) throw badUrl(connection.label, "postgresql");
  const { host, port, pass, user, ssl, path, socket } = client.options as unknown as Record<string, never>;
  const plain = {
    host,
    port,
    pass,
    user,
    ssl,
    ...(path === false ? {} : { path }),
    ...(socket === undefined ? {} : { socket }),
  };
  const name = database ?? client.options.database;
  const driver = await load();
  const label = connection.label.replace(/[^/]*$/u, encodeURIComponent(name));
  return open(driver, { ...plain, database: name } as unknown as Options, label, {});
}

const origins = new WeakMap<Connection, { readonly client: postgres.Sql; readonly options: Options }>();

async function connectTo(target: ConnectTarget): Promise<Connection> {
  if (target.url === undefined) throw badUrl("nothing", "postgresql");
  const { url, label, ssl } = readUrl(target.url);
  const driver = await load();
  // The driver reads its own form of urls; only it knows all of them.
  const bound = (options: Options): postgres.Sql =>
    (driver as unknown as typeof postgres)(url, options as never);
  return open(bound, ssl === null ? {} : { ssl }, label, target);
}

async function open(
  driver: Driver,
  options: Options,
  label: string,
  target: ConnectTarget,
): Promise<Connection> {
  let closed: unknown = null;
  const all = {
    ...options,
    max: 1,
    connect_timeout: 10,
    max_lifetime: null,
    idle_timeout: 0,
    onnotice: () => undefined,
    onclose: () => (closed ??= new Error("the connection was closed")),
    types: textTypes,
    connection: { application_name: "mig" },
  } as unknown as Options;
  let client: postgres.Sql;
  try {
    client = driver(all);
  } catch {
    throw badUrl(label, "postgresql");
  }
  let reserved: postgres.ReservedSql;
  try {
    reserved = await client.reserve();
  } catch (error) {
    await client.end({ timeout: 0 });
    throw unreachable(label, error);
  }
  closed = null;
  const session = sessionOf(
    reserved,
    client,
    label,
    // Type 0 leaves the type to the server: the driver would guess it from the value.
    async (sql, params) =>
      reserved.unsafe(
        sql,
        params.map((value) => client.typed(encode(value) as never, 0)),
      ),
    () => closed,
    async (broken) => {
      // The driver waits for a session that is reserved, and for ever for one that was lost.
      const dead = broken || closed !== null;
      if (!dead) reserved.release();
      await client.end({ timeout: dead ? 0 : 5 });
    },
  );
  const connection = createConnection(session);
  origins.set(connection, { client, options: all });
  await Promise.allSettled(settings(target).map(([name, value]) => session.send(`SET ${name} = '${value}'`)));
  return connection;
}

async function connectWithin(client: postgres.Sql, target: ConnectTarget): Promise<Connection> {
  const { host, port, database } = client.options;
  const label = `postgres://${host.join(",")}:${port.join(",")}/${database}`;
  let reserved: postgres.ReservedSql;
  try {
    reserved = await client.reserve();
  } catch (error) {
    throw unreachable(label, error);
  }
  const watch = await watchOver(client, reserved);
  // The application's client prints notices, such as that a table of ours is there already.
  const wanted = [...settings(target), ["client_min_messages", "warning"] as const];
  const names = wanted.map(([name]) => `'${name}'`).join(", ");
  const before = await reserved
    .unsafe(`SELECT name, setting FROM pg_settings WHERE name IN (${names})`)
    .values();
  const end = async (broken: boolean): Promise<void> => {
    watch.stop();
    if (broken || watch.lost() !== null) return;
    // The session goes back to the application as it was.
    await Promise.allSettled(
      before.map(([name, value]) => reserved.unsafe(`SET ${String(name)} = '${String(value)}'`)),
    );
    reserved.release();
  };
  const session = sessionOf(reserved, client, label, written(reserved), () => watch.lost(), end);
  const connection = createConnection(session);
  origins.set(connection, { client, options: client.options as unknown as Options });
  await Promise.allSettled(wanted.map(([name, value]) => session.send(`SET ${name} = '${value}'`)));
  return connection;
}

function sessionOf(
  reserved: postgres.ReservedSql,
  client: postgres.Sql,
  label: string,
  sendWith: (sql: string, params: readonly unknown[]) => Promise<unknown>,
  isLost: () => unknown,
  end: (broken: boolean) => Promise<void>,
): DriverSession {
  const result = (query: unknown): Promise<DriverResult> => query as Promise<DriverResult>;
  const session: DriverSession = {
    label,
    inTransaction: false,
    get client() {
      return drizzleClient(reserved, client, session);
    },
    lost: isLost,
    send: async (sql) => result(reserved.unsafe(sql)),
    sendWith: async (sql, params) => result(sendWith(sql, params)),
    end,
  };
  return session;
}

/**
 * Parameters over a client whose ways to write values are the application's: the driver writes JSON a second
 * time, and Drizzle takes its ways away. So they become part of the text; only a list needs to know its place.
 */
function written(
  reserved: postgres.ReservedSql,
): (sql: string, params: readonly unknown[]) => Promise<unknown> {
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

/** Settings of the session; what a server does not know, it does without. */
function settings(target: ConnectTarget): (readonly [string, string])[] {
  return [
    // A runner that was killed must not keep its locks until its last statement ends.
    ["client_connection_check_interval", "500"],
    ["lock_timeout", String(target.lockTimeout ?? 0)],
    ["statement_timeout", String(target.statementTimeout ?? 0)],
    ["idle_in_transaction_session_timeout", "0"],
    ...(target.readOnly === true ? [["default_transaction_read_only", "on"] as const] : []),
  ];
}

interface Watch {
  lost(): unknown;
  stop(): void;
}

/**
 * Notice when the reserved session of a pool is closed: the driver would write into a socket that is no
 * more. The pool tells only the number of the session, which it says aloud to its debug hook alone.
 */
async function watchOver(client: postgres.Sql, reserved: postgres.ReservedSql): Promise<Watch> {
  const options = client.options as unknown as {
    debug: unknown;
    onclose: ((id: number) => void) | undefined;
  };
  const { debug, onclose } = options;
  let ours: number | null = null;
  let reason: unknown = null;
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
    if (id === ours) reason = new Error("the connection was closed");
    onclose?.(id);
  };
  Object.assign(options, { onclose: hook });
  return {
    lost: () => reason,
    stop: () => {
      if (options.onclose === hook) Object.assign(options, { onclose });
    },
  };
}

async function load(): Promise<Driver> {
  try {
    const module = await import("postgres");
    return module.default;
  } catch (error) {
    throw driverMissing("postgres", "postgresql", error);
  }
}

function isClient(client: unknown): client is postgres.Sql {
  return typeof client === "function" && "reserve" in client && "options" in client;
}
