import type { Connection, Scratch } from "../../dialect.ts";
import { connect } from "./connect.ts";

/** An empty database in memory, of the same engine. */
export async function scratch({ openedBy }: Connection): Promise<Scratch> {
  const connection = await connect({
    url: ":memory:",
    ...(openedBy === undefined ? {} : { driver: openedBy.name }),
  });
  return { connection, rolePrefix: "", sparing: (script) => script, drop: () => connection.close() };
}
