import type { Scratch } from "../../dialect.ts";
import { connect } from "./connection.ts";

/** An empty database in memory. */
export async function scratch(): Promise<Scratch> {
  const connection = await connect({ url: ":memory:" });
  return { connection, drop: () => connection.close() };
}
