import type { Relay } from "../../relay.ts";
import type { QueryClient, QueryResult } from "./query-client.ts";

interface Rows extends ReadonlyArray<unknown> {
  readonly count?: unknown;
  readonly command?: unknown;
}

interface Query extends PromiseLike<Rows> {
  values(): PromiseLike<Rows>;
}

type Work = (client: object) => unknown;

interface QueryConfig {
  readonly text?: string;
  readonly values?: readonly unknown[];
}

interface PostgresJs {
  unsafe(sql: string, params: readonly unknown[] | undefined, options: unknown): Query;
  begin(work: Work): unknown;
  savepoint(work: Work): unknown;
}

/** The client of postgres.js that Drizzle gets, whose statements go by way of a relay. */
export function relayedPostgresJs(client: object, relay: Relay, nested = false): object {
  const own = client as PostgresJs;
  const ask = (
    sql: string,
    params: readonly unknown[] | undefined,
    options: unknown,
    lists: boolean,
  ): Query => {
    let sent: Promise<Rows> | null = null;
    const send = (): Promise<Rows> =>
      (sent ??= relay.later({ sql, params: params ?? [], nested, keep, revive }, async () => {
        const query = own.unsafe(sql, params, options);
        return lists ? query.values() : query;
      }));
    return {
      // oxlint-disable-next-line unicorn/no-thenable, promise/no-callback-in-promise -- the driver's queries are sent when somebody waits for them.
      then: (done, failed) => send().then(done, failed),
      values: () => ask(sql, params, options, true),
    };
  };
  const within =
    (key: "begin" | "savepoint") =>
    (first: Work | string, second?: Work): unknown => {
      const work = typeof first === "string" ? second : first;
      return own[key]((inner) => work?.(relayedPostgresJs(inner, relay, true)));
    };
  const ways: Readonly<Record<PropertyKey, unknown>> = {
    unsafe: (sql: string, params?: readonly unknown[], options?: unknown) => ask(sql, params, options, false),
    begin: within("begin"),
    savepoint: within("savepoint"),
  };
  return new Proxy(client, {
    get: (target, key): unknown => (Object.hasOwn(ways, key) ? ways[key] : Reflect.get(target, key)),
  });
}

function keep(rows: Rows): unknown {
  return { rows: [...rows], count: rows.count ?? null, command: rows.command ?? null };
}

function revive(kept: unknown): Rows {
  const { rows, count, command } = kept as { rows: readonly unknown[]; count: unknown; command: unknown };
  return Object.assign([...rows], { count, command });
}

/** The client of node-postgres or PGlite that Drizzle gets, whose statements go by way of a relay. */
export function relayedQueryClient(client: QueryClient, relay: Relay, nested = false): QueryClient {
  const query: QueryClient["query"] = (first, ...rest) => {
    const { text = "", values = [] }: QueryConfig =
      typeof first === "object" && first !== null ? first : { text: String(first) };
    const params = Array.isArray(rest[0]) ? (rest[0] as readonly unknown[]) : values;
    return relay.later(
      { sql: text, params, nested, keep: plain, revive: (kept) => kept as QueryResult },
      () => client.query(first, ...rest),
    );
  };
  /** PGlite's own way of a transaction. */
  const transaction = (work: (inner: QueryClient) => unknown): unknown =>
    (client["transaction"] as (work: (inner: QueryClient) => unknown) => unknown)((inner) =>
      work(relayedQueryClient(inner, relay, true)),
    );
  return new Proxy(client, {
    get(target, key): unknown {
      if (key === "query") return query;
      return key === "transaction" ? transaction : Reflect.get(target, key);
    },
  });
}

/** What Drizzle, and a body, may read of a result. */
function plain(result: QueryResult): unknown {
  const { rows, rowCount, affectedRows, command } = result;
  return { rows, rowCount, affectedRows, command };
}
