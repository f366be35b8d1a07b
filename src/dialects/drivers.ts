import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { driverMissing, unknownDriver } from "../core/errors/database.ts";
import type { Connection, ConnectTarget } from "./dialect.ts";

/** What opens the databases of a dialect: a package of npm, or a module of Node. */
export interface Driver {
  /** As the setting `driver` names it. */
  readonly name: string;
  /** What is installed for it, which names it too; null for what comes with Node. */
  readonly package: string | null;
  readonly takes: (url: string) => boolean;
  /** How it opens a url; null where it is not installed, or this version of Node has no such module. */
  readonly load: () => Promise<Opener | null>;
}

/** Open a url. */
export type Opener = (target: ConnectTarget & { readonly url: string }) => Promise<Connection>;

/**
 * Open a url by the driver that the target names, else by the first that takes such a url and is installed.
 * Throws unknown-driver and driver-missing.
 */
export async function openBy(
  dialect: string,
  drivers: readonly Driver[],
  target: ConnectTarget & { readonly url: string },
): Promise<Connection> {
  const { driver: wanted } = target;
  const named = drivers.filter(
    ({ name, package: id }) => wanted === undefined || wanted === name || wanted === id,
  );
  if (named.length === 0)
    throw unknownDriver(
      wanted ?? "",
      dialect,
      drivers.map(({ name }) => name),
    );
  const able = named.filter((driver) => driver.takes(target.url));
  // Of a url that no driver takes the first one tells what is wrong with it.
  const asked = able.length === 0 ? named.slice(0, 1) : able;
  for (const driver of asked) {
    const open = await driver.load();
    if (open === null) continue;
    const connection = await open(target);
    openedBy.set(connection, driver.name);
    return connection;
  }
  throw driverMissing(
    asked.map((driver) => driver.package ?? driver.name),
    dialect,
    null,
  );
}

const openedBy = new WeakMap<Connection, string>();

/** The driver that has opened a connection, for more of its kind; nothing where a client was given. */
export function driverOf(connection: Connection): Pick<ConnectTarget, "driver"> {
  const driver = openedBy.get(connection);
  return driver === undefined ? {} : { driver };
}

/** The module of a package, ours or the project's; null where it is not installed. */
export async function installed(name: string): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    return (await import(name)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const path = placeOf(name);
  return path === null
    ? null
    : ((await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>);
}

/** The file of a package that the project or this package has installed; null where neither has. */
export function placeOf(name: string): string | null {
  for (const from of [import.meta.url, join(process.cwd(), "noop.js")]) {
    try {
      return createRequire(from).resolve(name);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
  return null;
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
}
