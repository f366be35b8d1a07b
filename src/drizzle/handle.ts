import { createRequire } from "node:module";
import { join } from "node:path";

const entries = { postgresql: "drizzle-orm/postgres-js", sqlite: "drizzle-orm/better-sqlite3" } as const;

/**
 * A Drizzle database over a driver's client, made by the drizzle-orm of the project in `root`, so that it
 * is the version the project's code knows; by ours where the project has none. `driver` names the module
 * for a client that is not of the dialect's usual driver.
 */
export function drizzleHandle(
  dialect: keyof typeof entries,
  client: unknown,
  root: string,
  driver?: string,
): unknown {
  const projects = createRequire(join(root, "noop.js"));
  const ours = createRequire(import.meta.url);
  const entry = driver ?? entries[dialect];
  let module: { drizzle: (options: { client: unknown }) => unknown };
  try {
    module = projects(entry) as typeof module;
  } catch {
    module = ours(entry) as typeof module;
  }
  return module.drizzle({ client });
}
