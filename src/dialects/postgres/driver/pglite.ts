import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Connection, ConnectTarget, Neighbours, Scratch } from "../../dialect.ts";
import { installed, type Opener } from "../../drivers.ts";
import { unreachable } from "./failures.ts";
import { pgliteFolder } from "./pglite-url.ts";
import { connectQueryClient, type QueryClient } from "./query-client.ts";

export { connectQueryClient as overClient } from "./query-client.ts";

/** The way to open `pglite:./folder` and `memory:`; null where PGlite is not installed. */
export async function opener(): Promise<Opener | null> {
  const module = await installed("@electric-sql/pglite");
  if (module === null) return null;
  const { PGlite } = module as { readonly PGlite: new (folder?: string) => Pglite };
  const open = async (folder: string, target: ConnectTarget): Promise<Connection> => {
    // Who only reads finds an empty database, and no folder is made.
    const place = target.readOnly === true && !existsSync(folder) ? "" : folder;
    if (place !== "") mkdirSync(dirname(place), { recursive: true });
    const client = new PGlite(place === "" ? undefined : place);
    const label = folder === "" ? "pglite in memory" : `pglite ${folder}`;
    try {
      await client.waitReady;
    } catch (error) {
      // All that opening fails with says why there is no connection.
      throw unreachable(label, error);
    }
    // The substitute for a database that is not there may be written to: it goes with the connection.
    const connection = await connectQueryClient(
      client,
      { ...target, readOnly: target.readOnly === true && place !== "" },
      {
        label,
        close: () => client.close(),
        openAnother: null,
      },
    );
    const neighbours: Neighbours = {
      openAnother: () => Promise.resolve(connection),
      scratch: async (): Promise<Scratch> => {
        const fresh = await open("", {});
        // It is a server of its own.
        return {
          connection: fresh,
          rolePrefix: "mig_scratch_",
          sparing: (script) => script,
          drop: () => fresh.close(),
        };
      },
    };
    return Object.assign(connection, { neighbours });
  };
  return async (target) => open(pgliteFolder(target.url), target);
}

interface Pglite extends QueryClient {
  readonly waitReady: Promise<void>;
  close(): Promise<void>;
}
