import { existsSync } from "node:fs";
import { driverMissing } from "../../../core/errors/database.ts";
import type { Connection, ConnectTarget } from "../../dialect.ts";
import { connectBy, type Driver } from "../../drivers.ts";
import type { Open } from "./client.ts";
import { openUrl } from "./connection.ts";
import { drivers, isLocal } from "./drivers.ts";
import { sqliteUrl } from "./url.ts";

/** Open a database: of a url, or of the application's own client. */
export function connect(target: ConnectTarget): Promise<Connection> {
  return connectBy("sqlite", all, target);
}

/** Whether a url names a file that is not there yet. */
export function isMissing(url: string): boolean {
  if (!isLocal(url)) return false;
  const { path } = sqliteUrl(url);
  return path !== ":memory:" && !existsSync(path);
}

const all: readonly Driver[] = drivers.map((driver) => ({
  ...driver,
  async code() {
    const { engine, overClient, openServer } = await driver.code();
    return {
      overClient: (client, target) => overClient(client, target, anyEngine),
      async opener() {
        const open = await engine();
        if (open === null) return null;
        return async (target) =>
          isLocal(target.url) || openServer === undefined
            ? openUrl(open, target)
            : openServer(target.url, anyEngine);
      },
    };
  },
}));

/** What opens the file next to a database by which runners lock it. */
async function anyEngine(): Promise<Open> {
  for (const { code } of drivers) {
    const open = await (await code()).engine();
    if (open !== null) return open;
  }
  throw driverMissing({ drivers: ["better-sqlite3"], dialect: "sqlite" }, null);
}
