import type { AtOnce, Relay } from "../../relay.ts";
import type { Proxy as Ask } from "./adapted-client.ts";
import type { Client } from "./client.ts";

/** The client that Drizzle gets, whose statements go by way of a relay. */
export function relayedClient(client: Client, relay: Relay, session: AtOnce): object {
  if (!("proxy" in client)) return relayedAtOnce(client, relay, session);
  const ask = client.proxy as Ask;
  const proxy: Ask = (sql, params, method) => {
    return relay.later(
      {
        sql,
        params,
        nested: false,
        keep: (given) => given,
        revive: (kept) => kept as Awaited<ReturnType<Ask>>,
      },
      () => ask(sql, params, method),
    );
  };
  return { proxy };
}

/** A statement of better-sqlite3 answers at once, and is changed by what says how its rows are wanted. */
function relayedAtOnce(client: Client, relay: Relay, session: AtOnce): object {
  const prepare = (sql: string): object => {
    let made: object | null = null;
    // Not before it is sent: what it speaks of may be there no more where it was sent before.
    const statement = (): object => (made ??= client.prepare(sql));
    const relayed: object = new Proxy(
      {},
      {
        get(_, key): unknown {
          const sends = key === "run" || key === "all" || key === "get";
          if (!sends) {
            const own: unknown = Reflect.get(statement(), key);
            if (typeof own !== "function") return own;
            return (...args: readonly unknown[]): unknown => {
              const given: unknown = Reflect.apply(own, statement(), args);
              return given === made ? relayed : given;
            };
          }
          return (...params: readonly unknown[]): unknown =>
            relay.now(
              {
                sql,
                params,
                nested: client.inTransaction,
                keep: (given) => given ?? null,
                revive: (kept) => kept ?? undefined,
              },
              () => Reflect.apply(Reflect.get(statement(), key) as () => unknown, statement(), params),
              session,
            );
        },
      },
    );
    return relayed;
  };
  return new Proxy(client, {
    get(target, key): unknown {
      if (key === "prepare") return prepare;
      const value: unknown = Reflect.get(target, key);
      // The class keeps what it is in private fields, which only it can reach.
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}
