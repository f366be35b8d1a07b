import { badUrl } from "../../../core/errors/database.ts";
import type { Connection, Scratch } from "../../dialect.ts";

/** How more databases are reached from a connection. */
export interface Neighbours {
  /** A session with another database of the same server, or with the same one (null), as the same role. */
  readonly openBeside: (database: string | null) => Promise<Connection>;
  /** An empty database; null where one is made on the server by `openBeside`. */
  readonly scratch: (() => Promise<Scratch>) | null;
}

const known = new WeakMap<Connection, Neighbours>();

/** Remember how more databases are reached from a connection. */
export function setNeighbours(connection: Connection, neighbours: Neighbours): void {
  known.set(connection, neighbours);
}

/** How more databases are reached from a connection. Throws bad-url where nothing is known but a client. */
export function neighboursOf(connection: Connection): Neighbours {
  const found = known.get(connection);
  if (found === undefined) throw badUrl(connection.label, "postgresql");
  return found;
}
