import { pathToFileURL } from "node:url";
import { connectionFailed } from "../../../core/errors/database.ts";
import type { Connection, ConnectTarget } from "../../dialect.ts";
import type { Client, Open } from "./client.ts";
import { connectionOver, openUrl } from "./connection.ts";
import { databasePath } from "./url.ts";

/**
 * The file of an application's client over a connection of its own, so that what the application writes meanwhile is
 * not in the transaction of a step. What is in memory has no other connection.
 */
export async function openOwnConnection(
  client: Client,
  target: ConnectTarget,
  anyEngine: () => Promise<Open>,
): Promise<Connection> {
  const open = await anyEngine();
  const path = databasePath(client);
  if (path === null) {
    target.patience?.report(
      "The database is in memory, so that mig shares the application's connection: what the application writes during a step is part of its transaction, and is taken back with it.",
    );
    return connectionOver(client, { open, owned: false });
  }
  // It would be waited for in vain: only this thread could end it.
  if (client.inTransaction)
    throw connectionFailed(path, new Error("a transaction is open on it that mig has not begun"));
  const url = pathToFileURL(path).href;
  return openUrl(open, { ...target, url, readOnly: target.readOnly === true || client.readonly === true });
}
