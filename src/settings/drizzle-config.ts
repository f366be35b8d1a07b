import { unservedDialect, unservedDriver } from "../core/errors/drizzle-config.ts";
import type { DatabaseConfig } from "./config.ts";

/** Whether what a file exports is drizzle-kit's configuration rather than ours. */
export function isDrizzleConfig(path: string, exported: object): boolean {
  return (
    /(?:^|[\\/])drizzle[^\\/]*$/u.test(path) ||
    ["dbCredentials", "out", "breakpoints", "strict", "verbose"].some((key) => key in exported)
  );
}

/**
 * What drizzle-kit's configuration says that `mig` needs; its folder of migrations is not ours. Throws
 * unserved-dialect. A driver that `mig` cannot use is only named where a url is asked for.
 */
export function fromDrizzleConfig(path: string, kit: object): DatabaseConfig {
  const { dialect, driver, schema, casing, schemaFilter, tablesFilter, extensionsFilters, entities } =
    kit as Readonly<Record<string, unknown>>;
  const { dbCredentials } = kit as { readonly dbCredentials?: unknown };
  const known = {
    dialect: dialectOf(path, dialect),
    schema,
    casing,
    schemaFilter,
    tablesFilter,
    extensionsFilters,
    entities,
    ...addressOf(path, driver, dbCredentials),
  };
  return Object.fromEntries(
    Object.entries(known).filter(([, value]) => value !== undefined),
  ) as DatabaseConfig;
}

function dialectOf(path: string, dialect: unknown): DatabaseConfig["dialect"] {
  if (dialect === undefined || dialect === "postgresql" || dialect === "sqlite") return dialect;
  if (dialect === "turso") return "sqlite";
  throw unservedDialect({ path, dialect: String(dialect) });
}

/** Drivers that reach no database from here, and what to do instead. */
const unserved: Readonly<Record<string, string>> = {
  "d1-http":
    "For the local database, set url to the SQLite file that wrangler keeps under .wrangler; for the one at Cloudflare, print the script with mig upgrade --sql and run it with wrangler d1 execute.",
  "aws-data-api":
    "Set url to the cluster's own address (postgres://…), or print the script with mig upgrade --sql and run it there.",
  expo: "Set url to a local SQLite file to write and check revisions with; the application runs them by migrate({ bundle, client }).",
  "durable-sqlite":
    "Set url to a local SQLite file to write and check revisions with, and print the script for the object with mig upgrade --sql.",
  "sqlite-cloud":
    "Set url to a local SQLite file to write and check revisions with, and print the script with mig upgrade --sql.",
};

function addressOf(path: string, driver: unknown, credentials: unknown): Pick<DatabaseConfig, "url" | "ssl"> {
  const instead = typeof driver === "string" ? unserved[driver] : undefined;
  if (typeof driver === "string" && instead !== undefined)
    return {
      url: () => {
        throw unservedDriver({ path, driver, instead });
      },
    };
  if (typeof credentials !== "object" || credentials === null) return {};
  const { url, authToken, ssl } = credentials as Readonly<Record<string, unknown>>;
  if (driver === "pglite") return typeof url === "string" ? { url: pgliteUrl(url) } : {};
  const address = typeof url === "string" ? withToken(url, authToken) : serverUrl(credentials);
  if (address === undefined) return {};
  if (typeof ssl === "object" && ssl !== null) return { url: address, ssl: ssl as Record<string, unknown> };
  const mode = ssl === true ? "require" : ssl === false ? "disable" : ssl;
  return { url: typeof mode === "string" ? withParameter(address, "sslmode", mode) : address };
}

function serverUrl(credentials: object): string | undefined {
  const { host, port, user, password, database } = credentials as Readonly<Record<string, unknown>>;
  if (typeof host !== "string" || typeof database !== "string") return undefined;
  // A path is the folder of a socket, which has no place where hosts stand.
  const isSocket = host.startsWith("/");
  const built = new URL(`postgres://${isSocket ? "localhost" : host.includes(":") ? `[${host}]` : host}`);
  if (port !== undefined) built.port = String(port);
  if (typeof user === "string") built.username = encodeURIComponent(user);
  if (typeof password === "string") built.password = encodeURIComponent(password);
  built.pathname = `/${encodeURIComponent(database)}`;
  return isSocket ? withParameter(built.href, "host", host) : built.href;
}

function pgliteUrl(url: string): string {
  if (/^(?:pglite|memory):/u.test(url)) return url.replace(/^memory:.*$/u, "memory:");
  return `pglite:${url.replace(/^file:(?:\/\/(?=\/))?/u, "")}`;
}

/** The token of a libSQL server goes with its url. */
function withToken(url: string, token: unknown): string {
  return typeof token === "string" && /^(?:libsql|https?|wss?):/u.test(url)
    ? withParameter(url, "authToken", token)
    : url;
}

function withParameter(url: string, name: string, value: string): string {
  if (new RegExp(`[?&]${name}=`, "u").test(url)) return url;
  return `${url}${url.includes("?") ? "&" : "?"}${name}=${encodeURIComponent(value)}`;
}
