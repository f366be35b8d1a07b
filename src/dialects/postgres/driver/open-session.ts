import type postgres from "postgres";
import { driverMissing } from "../../../core/errors/database.ts";
import { readArray } from "./array-text.ts";
import { textTypes } from "./driver-values.ts";
import { createOver, type Over } from "./over.ts";
import { factsOf, question, type Facts } from "./probe.ts";
import { openSocket, timedOut, type Endpoint } from "./socket.ts";
import { messageOf } from "../../../core/thrown.ts";

export type Options = postgres.Options<Record<string, never>>;
export type Client = postgres.Sql;
export type Reserved = postgres.ReservedSql;
type Driver = (options: Options) => Client;

/** A session that answers. */
export interface OpenSession {
  readonly client: Client;
  readonly reserved: Reserved;
  readonly facts: Facts;
  /** The number of the server process that the client was told when it logged in. */
  readonly toldAtLogin: number | null;
  readonly over: Over;
  end(): Promise<void>;
}

/** What the driver made of a url. */
interface Parsed {
  readonly host: readonly string[];
  readonly port: readonly number[];
  readonly path: string | false;
  readonly socket?: (options: unknown) => Promise<Stream>;
  readonly target_session_attrs?: string | null;
  readonly [name: string]: unknown;
}

type Stream = NodeJS.EventEmitter & { destroy(error?: Error): unknown };

/** Open a session with the first place of several that answers, each within `limitMs`. */
export async function openSession(driver: Driver, options: Options, limitMs: number): Promise<OpenSession> {
  const parsed = options as unknown as Parsed;
  const places: readonly Endpoint[] =
    typeof parsed.path === "string"
      ? [{ host: parsed.host[0] ?? "", path: parsed.path }]
      : parsed.host.map((host, index) => ({ host, port: parsed.port[index] ?? 5432 }));
  const wanted = parsed.target_session_attrs ?? null;
  const failures: unknown[] = [];
  // `prefer-standby` takes what there is when there is no standby.
  for (const attribute of wanted === "prefer-standby" ? ["standby", null] : [wanted]) {
    for (const place of places) {
      try {
        const session = await openAt(driver, parsed, place, limitMs);
        if (fits(attribute, session.facts)) return session;
        await session.end();
        failures.push(new Error(`${place.host} is not a server for target_session_attrs=${attribute}`));
      } catch (error) {
        failures.push(error);
        if (isRefusal(error)) throw error;
      }
    }
  }
  throw failures.length === 1 ? failures[0] : allOf(failures);
}

/** Open a session; whatever happens to the wire meanwhile ends in an error that is thrown here. */
async function openAt(
  driver: Driver,
  parsed: Parsed,
  place: Endpoint,
  limitMs: number,
): Promise<OpenSession> {
  const over = createOver();
  let socket: Stream | null = null;
  const open = async (given: unknown): Promise<Stream> => {
    // The driver would try again for ever; a session of ours is one socket, and ends with it.
    if (socket !== null || over.reason() !== null)
      throw over.reason() ?? new Error("the connection was closed");
    if (parsed.socket === undefined)
      return (socket = await openSocket(place, limitMs, (reason) => over.end(reason)));
    socket = await parsed.socket(given);
    socket.on("close", () => over.end(new Error("the connection was closed")));
    return socket;
  };
  const { user, pass, database, ssl, sslnegotiation, connection } = parsed;
  const client = driver({
    user,
    pass,
    database,
    ssl,
    connection,
    ...(sslnegotiation === null ? {} : { sslnegotiation }),
    ...("path" in place ? { path: place.path } : { host: place.host, port: place.port }),
    socket: open,
    max: 1,
    // Above our own limit, which it must not come before.
    connect_timeout: limitMs / 1000 + 60,
    max_lifetime: null,
    idle_timeout: 0,
    onnotice: () => undefined,
    // Its own question for the types is one that nobody waits for: losing the connection then ends the process.
    fetch_types: false,
    types: textTypes,
  } as unknown as Options);
  const timer = setTimeout(() => {
    const reason = timedOut(place, limitMs);
    over.end(reason);
    socket?.destroy(reason);
  }, limitMs);
  const end = async (): Promise<void> => {
    await client.end({ timeout: over.reason() === null ? 5 : 0 });
    socket?.destroy();
  };
  try {
    const answer = await over.before(client.unsafe(question).then((rows) => rows));
    const facts = factsOf(answer[0]);
    readArraysBy(client, facts.arrays);
    const reserved = await over.before(client.reserve());
    return { client, reserved, facts, toldAtLogin: pidOf(answer), over, end };
  } catch (error) {
    // All that opening fails with says why there is no session.
    over.end(error);
    await end();
    throw over.reason();
  } finally {
    clearTimeout(timer);
  }
}

/** The number of the server process that the client of an answer was told when it logged in. */
export function pidOf(answer: object): number | null {
  const { state } = answer as { readonly state?: { readonly pid?: unknown } };
  return typeof state?.pid === "number" ? state.pid : null;
}

/** The driver `postgres` of the project. */
export async function load(): Promise<Driver> {
  try {
    const module = await import("postgres");
    return module.default;
  } catch (error) {
    // A package that is there and cannot be loaded is of no more use than one that is missing.
    throw driverMissing({ drivers: ["postgres"], dialect: "postgresql" }, error);
  }
}

/** What the driver learns by its own question for the types. */
function readArraysBy(client: Client, arrays: Facts["arrays"]): void {
  const { parsers } = client.options as unknown as { parsers: Record<number, (text: string) => unknown> };
  for (const [element, array] of arrays) {
    const read = parsers[element] ?? ((text: string) => text);
    // Boxes are the only type whose elements have commas in them.
    parsers[array] ??= (text) => readArray(text, read, array === 1020 ? ";" : ",");
  }
}

/** Whether a server is one that `target_session_attrs` asks for. */
function fits(wanted: string | null, { standby, readOnly }: Facts): boolean {
  if (wanted === "read-write") return !readOnly;
  if (wanted === "read-only") return readOnly;
  if (wanted === "primary") return !standby;
  return wanted === "standby" ? standby : true;
}

/** The server has answered, and would say the same again: a password, a database that is not there. */
function isRefusal(error: unknown): boolean {
  const code = error instanceof Error && "severity" in error && "code" in error ? String(error.code) : "";
  return code !== "" && !["57P01", "57P02", "57P03", "53300"].includes(code);
}

/** One error of several, which says them all. */
function allOf(failures: readonly unknown[]): Error {
  const last = failures.at(-1);
  const code = last instanceof Error && "code" in last ? { code: last.code } : {};
  const said = failures.map(messageOf);
  return Object.assign(new Error([...new Set(said)].join("; "), { cause: last }), code);
}
