import type { Connection, Scratch } from "../../dialect.ts";
import { driverOf } from "../../drivers.ts";
import { connect } from "./connect.ts";

/** An empty database in memory, of the same engine. */
export async function scratch(beside: Connection): Promise<Scratch> {
  const connection = await connect({ url: ":memory:", ...driverOf(beside) });
  return { connection, rolePrefix: "", sparing: (script) => script, drop: () => connection.close() };
}
