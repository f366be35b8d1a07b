import type { Connection, ConnectTarget } from "../../dialect.ts";
import { connectBy } from "../../drivers.ts";
import { drivers } from "./drivers.ts";

/** Open one session: of a url, or one of the application's own client. */
export function connect(target: ConnectTarget): Promise<Connection> {
  return connectBy("postgresql", drivers, target);
}
