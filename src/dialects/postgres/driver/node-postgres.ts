import type { Connection, ConnectTarget } from "../../dialect.ts";
import { installed, type Opener } from "../../drivers.ts";
import { unreachable } from "./failures.ts";
import { connectQueryClient, type QueryClient } from "./query-client.ts";
import { readUrl } from "./url.ts";

export { connectQueryClient as overClient } from "./query-client.ts";

/** The way to open urls by the driver `pg`; null where it is not installed. */
export async function opener(): Promise<Opener | null> {
  const module = await installed("pg");
  if (module === null) return null;
  const { Client } = (module["default"] ?? module) as {
    readonly Client: new (config: object) => QueryClient & { end(): Promise<void> };
  };
  const open = async (target: ConnectTarget & { readonly url: string }): Promise<Connection> => {
    const { url, label, ssl, sslmode, limitMs } = readUrl(target.url);
    const connected = async (tls: object | false | null): Promise<QueryClient & { end(): Promise<void> }> => {
      const opened = new Client({
        connectionString: withoutMode(url),
        connectionTimeoutMillis: limitMs,
        application_name: "mig",
        ...(tls === null ? {} : { ssl: tls }),
      });
      // Who waits for an answer is told; there may be nobody.
      opened.on?.("error", () => undefined);
      await opened.connect?.();
      return opened;
    };
    const tls = target.ssl ?? ssl ?? tlsOf(sslmode);
    const prefers = target.ssl === undefined && sslmode === "prefer";
    let client: QueryClient & { end(): Promise<void> };
    try {
      client = await connected(tls).catch((error: unknown) => {
        // Who but prefers it goes on without, whatever has kept it from being had.
        if (prefers) return connected(false);
        throw error;
      });
    } catch (error) {
      // All that opening fails with says why there is no connection.
      throw unreachable(label, error);
    }
    const again = (database: string | null): Promise<Connection> =>
      open({ ...target, url: database === null ? target.url : withDatabase(target.url, database) });
    const connection = await connectQueryClient(client, target, {
      label,
      close: () => client.end(),
      openAnother: () => again(null),
    });
    return Object.assign(connection, { neighbours: { openAnother: again, scratch: null } });
  };
  return open;
}

/** What a word of libpq is to Node: this driver takes some of them for stricter ones, and warns that it will not for ever. */
function tlsOf(mode: string | null): object | false | null {
  if (mode === null) return null;
  if (mode === "disable") return false;
  return mode === "verify-full" ? {} : { rejectUnauthorized: false };
}

function withoutMode(url: string): string {
  const [base = url, query = ""] = url.split("?", 2);
  const kept = new URLSearchParams(query);
  kept.delete("sslmode");
  return kept.size === 0 ? base : `${base}?${kept.toString()}`;
}

function withDatabase(url: string, database: string): string {
  return url.replace(/^(\w+:\/\/[^/?#]*)(?:\/[^?#]*)?/u, `$1/${encodeURIComponent(database)}`);
}
