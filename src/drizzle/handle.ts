import { createRequire } from "node:module";
import { join } from "node:path";

const entries = { postgresql: "drizzle-orm/postgres-js", sqlite: "drizzle-orm/better-sqlite3" } as const;

/**
 * A Drizzle database over a driver's client, made by the drizzle-orm of the project in `root`, so that it
 * is the version the project's code knows; by ours where the project has none.
 */
export function drizzleHandle(
  dialect: keyof typeof entries,
  client: unknown,
  root: string,
  /** The module for a client that is not of the dialect's usual driver; null where it is. */
  driver: string | null,
): unknown {
  const projects = createRequire(join(root, "noop.js"));
  const ours = createRequire(import.meta.url);
  const entry = driver ?? entries[dialect];
  let module: { drizzle: (given: unknown, more?: object) => unknown };
  try {
    module = projects(entry) as typeof module;
  } catch {
    // The project may have no Drizzle of its own, or one without this entry.
    module = ours(entry) as typeof module;
  }
  // What is asked by a proxy is a function.
  return entry === "drizzle-orm/sqlite-proxy"
    ? module.drizzle(Reflect.get(client as object, "proxy"))
    : module.drizzle({ client });
}
