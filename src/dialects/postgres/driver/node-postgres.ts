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
    const { url, label, ssl, limitMs } = readUrl(target.url);
    const tls = target.ssl ?? ssl;
    const client = new Client({
      connectionString: url,
      connectionTimeoutMillis: limitMs,
      application_name: "mig",
      ...(tls === null ? {} : { ssl: tls }),
    });
    // Who waits for an answer is told; there may be nobody.
    client.on?.("error", () => undefined);
    try {
      await client.connect?.();
    } catch (error) {
      // All that opening fails with says why there is no connection.
      throw unreachable(label, error);
    }
    const again = (database: string | null): Promise<Connection> =>
      open({ ...target, url: database === null ? target.url : withDatabase(target.url, database) });
    const connection = await connectQueryClient(client, target, {
      label,
      close: () => client.end(),
      openBeside: () => again(null),
    });
    return Object.assign(connection, { neighbours: { openBeside: again, scratch: null } });
  };
  return open;
}

function withDatabase(url: string, database: string): string {
  return url.replace(/^(\w+:\/\/[^/?#]*)(?:\/[^?#]*)?/u, `$1/${encodeURIComponent(database)}`);
}
