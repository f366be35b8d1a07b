import { readFileSync } from "node:fs";
import { badUrl } from "../../../core/errors/database.ts";
import { urlLabel } from "../../../core/url-label.ts";

/** A url as the driver takes it, and what it cannot take from the url itself. */
export interface Address {
  readonly url: string;
  /** The database as people know it, without a password. */
  readonly label: string;
  readonly ssl: Readonly<Record<string, unknown>> | null;
  /** The word of the url for how to encrypt; null where `ssl` says it, or nothing does. */
  readonly sslmode: string | null;
  /** How long each host may take to answer. */
  readonly limitMs: number;
}

/** How long a host may take to answer when a url does not say. */
export const connectLimitMs = 10_000;

/** Words of libpq and of other clients that are no settings of the server; it would refuse them. */
const notForServer = new Set([
  "channel_binding",
  "connection_limit",
  "gssencmode",
  "keepalives",
  "keepalives_count",
  "keepalives_idle",
  "keepalives_interval",
  "krbsrvname",
  "passfile",
  "pgbouncer",
  "pool_timeout",
  "requirepeer",
  "schema",
  "socket_timeout",
  "sslaccept",
  "sslcert",
  "sslcompression",
  "sslkey",
  "sslmode",
  "sslrootcert",
  "statement_cache_size",
  "uselibpqcompat",
]);

/** Read a url as `psql` would. */
export function readUrl(text: string): Address {
  if (!/^postgres(?:ql)?:\/\//u.test(text)) throw badUrl(urlLabel(text), "postgresql");
  // Several hosts are one url to the driver, but none to the URL class.
  const query = new URLSearchParams(text.split("?", 2)[1] ?? "");
  const kept = new URLSearchParams([...query].filter(([name]) => !notForServer.has(name)));
  const ssl = sslOf(query);
  // To allow encryption is to take the connection either way; the drivers know one word for that.
  const said = query.get("sslmode");
  const sslmode = ssl !== null ? null : said === "allow" ? "prefer" : said;
  if (sslmode !== null) kept.set("sslmode", sslmode);
  const base = text.split(/[?#]/u, 1)[0] ?? text;
  const seconds = Number(query.get("connect_timeout") ?? "");
  return {
    url: kept.size === 0 ? base : `${base}?${kept.toString()}`,
    label: urlLabel(text),
    ssl,
    sslmode,
    limitMs: seconds > 0 ? seconds * 1000 : connectLimitMs,
  };
}

/** Certificates come from files; `verify-ca` alone does not look at the host's name. */
function sslOf(query: URLSearchParams): Readonly<Record<string, unknown>> | null {
  const files = { ca: query.get("sslrootcert"), cert: query.get("sslcert"), key: query.get("sslkey") };
  const given = Object.entries(files).filter(([, path]) => path !== null && path !== "system");
  const mode = query.get("sslmode");
  if (given.length === 0 && mode !== "verify-ca") return null;
  return {
    ...Object.fromEntries(given.map(([name, path]) => [name, readFileSync(path ?? "")])),
    rejectUnauthorized: mode === "verify-ca" || mode === "verify-full" || files.ca !== null,
    ...(mode === "verify-ca" ? { checkServerIdentity: () => undefined } : {}),
  };
}
