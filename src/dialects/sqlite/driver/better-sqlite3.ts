import { installed } from "../../drivers.ts";
import type { Client, Open } from "./client.ts";

export { openOwnConnection as overClient } from "./own-connection.ts";

/** How better-sqlite3 opens files; null where it is not installed. */
export async function engine(): Promise<Open | null> {
  try {
    const { default: Driver } = await import("better-sqlite3");
    return (path, options) => new Driver(path, options) satisfies Client;
  } catch {
    // Missing or unusable for this package: the project may have one of its own.
    const module = await installed("better-sqlite3");
    if (module === null) return null;
    const Driver = module["default"] as new (path: string, options: object) => Client;
    return (path, options) => new Driver(path, options);
  }
}
