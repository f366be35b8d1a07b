import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { connectionFailed, driverMissing, unknownDriver } from "../core/errors/database.ts";
import { codeOf } from "../core/thrown.ts";
import type { Connection, ConnectTarget } from "./dialect.ts";

/** What opens the databases of a dialect: a package of npm, or a module of Node. A line tells it; its code is a file. */
export interface Driver {
  /** As the setting `driver` names it. */
  readonly name: string;
  /** What is installed for it, which names it too; null for what comes with Node. */
  readonly package: string | null;
  /** What cannot be had with it, as a sentence; null where all can. */
  readonly lacks: string | null;
  readonly takes: (url: string) => boolean;
  /** Whether a client that an application hands in is its own. */
  readonly knows: (client: unknown) => boolean;
  readonly code: () => Promise<DriverCode>;
}

/** What the file of a driver exports. */
export interface DriverCode {
  /** How it opens a url; null where it is not installed, or this version of Node has no such module. */
  readonly opener: () => Promise<Opener | null>;
  /** A connection over an application's client, which it `knows`; the client stays open. */
  readonly overClient: (client: never, target: ConnectTarget) => Promise<Connection>;
}

/** Open a url. */
export type Opener = (target: ConnectTarget & { readonly url: string }) => Promise<Connection>;

/**
 * Open a session of the application's client, or of a url: by the driver that the target names, else by the first
 * that takes such a url and is installed. Throws unknown-driver, driver-missing and connection-failed.
 */
export async function connectBy(
  dialect: string,
  drivers: readonly Driver[],
  target: ConnectTarget,
): Promise<Connection> {
  const { client, url = "" } = target;
  if (client === undefined) return openBy(dialect, drivers, { ...target, url });
  const driver = drivers.find(({ knows }) => knows(client));
  if (driver === undefined) {
    const names = drivers.map(({ name }) => name).join(", ");
    throw connectionFailed("the given client", new TypeError(`it is no client of ${names}`));
  }
  const { overClient } = await driver.code();
  return overClient(client as never, target);
}

async function openBy(
  dialect: string,
  drivers: readonly Driver[],
  target: ConnectTarget & { readonly url: string },
): Promise<Connection> {
  const { driver: wanted } = target;
  const named = drivers.filter(
    ({ name, package: id }) => wanted === undefined || wanted === name || wanted === id,
  );
  if (named.length === 0)
    throw unknownDriver({ driver: wanted ?? "", dialect, known: drivers.map(({ name }) => name) });
  const able = named.filter((driver) => driver.takes(target.url));
  // Of a url that no driver takes the first one tells what is wrong with it.
  const asked = able.length === 0 ? named.slice(0, 1) : able;
  for (const { name, package: id, lacks, code } of asked) {
    const open = await (await code()).opener();
    if (open === null) continue;
    return Object.assign(await open(target), { openedBy: { name, package: id, lacks } });
  }
  throw driverMissing({ drivers: asked.map((driver) => driver.package ?? driver.name), dialect }, null);
}

/** Whether a client is an object with these methods. */
export function hasMethods(client: unknown, names: readonly string[]): boolean {
  return (
    typeof client === "object" &&
    client !== null &&
    names.every((name) => typeof (client as Readonly<Record<string, unknown>>)[name] === "function")
  );
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

/** The version of a package that the project or this package has installed; null where neither has. */
export function versionOf(name: string): string | null {
  const place = placeOf(name);
  if (place === null) return null;
  for (let folder = dirname(place); folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, "package.json");
    if (!existsSync(file)) continue;
    const found = JSON.parse(readFileSync(file, "utf8")) as {
      readonly name?: string;
      readonly version?: string;
    };
    // A package may have such a file in a folder of its own, to say what its modules are.
    if (found.name === name) return found.version ?? null;
  }
  return null;
}

function isMissing(error: unknown): boolean {
  const code = codeOf(error);
  return code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
}
