import type { Dialect } from "./dialect.ts";
import { drivers as postgres } from "./postgres/driver/drivers.ts";
import { drivers as sqlite } from "./sqlite/driver/drivers.ts";

/** The dialect that a url speaks of; null when it does not say. */
export function dialectOfUrl(url: unknown): Dialect["name"] | null {
  if (typeof url !== "string") return null;
  if (postgres.some(({ takes }) => takes(url))) return "postgresql";
  if (/^(?:libsql|wss?|https?):/u.test(url)) return "sqlite";
  return url.startsWith("file:") || url === ":memory:" || /\.(?:db|sqlite3?)$/u.test(url) ? "sqlite" : null;
}

/** The dialect whose driver knows an application's client; null when none does. */
export function dialectOfClient(client: unknown): Dialect["name"] | null {
  if (postgres.some(({ knows }) => knows(client))) return "postgresql";
  return sqlite.some(({ knows }) => knows(client)) ? "sqlite" : null;
}
