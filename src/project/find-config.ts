import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { badConfig, noConfig } from "../core/errors/files.ts";
import { exportedLiterals } from "../revisions/typescript/exported-literals.ts";
import type { Config, DatabaseConfig } from "./config.ts";
import { createModules, type Modules } from "./modules.ts";

/** A configuration and the file it came from. */
export interface FoundConfig {
  readonly path: string;
  readonly config: Config;
}

const endings = ["ts", "mts", "js", "mjs", "cjs", "json"];

/**
 * The configuration of a project: the given file, else `migrate.config.*` in the folder or the nearest one
 * above it, else `drizzle.config.*` for what that knows.
 */
export async function findConfig(folder: string, given: string | null): Promise<FoundConfig> {
  return readConfig(locateConfig(folder, given), createModules());
}

/** The absolute path of the file that `findConfig` reads. Throws no-config. */
export function locateConfig(folder: string, given: string | null): string {
  if (given !== null) {
    const path = resolve(folder, given);
    if (!existsSync(path)) throw noConfig(path);
    return path;
  }
  for (let at = resolve(folder); ; at = dirname(at)) {
    for (const base of ["migrate.config", "drizzle.config"]) {
      const path = endings.map((ending) => join(at, `${base}.${ending}`)).find((each) => existsSync(each));
      if (path !== undefined) return path;
    }
    if (dirname(at) === at) throw noConfig(resolve(folder));
  }
}

/** What a configuration file exports by default. */
export async function readDefaultExport(path: string, modules: Modules = createModules()): Promise<unknown> {
  return literalExport(path) ?? (await evaluate(path, modules));
}

/** The configuration that a file exports. */
export async function readConfig(path: string, modules: Modules): Promise<FoundConfig> {
  const exported = await readDefaultExport(path, modules);
  if (typeof exported !== "object" || exported === null || Array.isArray(exported)) {
    throw badConfig(path, [
      "the default export is no configuration: write export default defineConfig({ … })",
    ]);
  }
  return {
    path,
    config: /drizzle\.config\.\w+$/u.test(path) ? fromDrizzleConfig(exported) : exported,
  };
}

/** Most configurations are plain data: then nothing needs to be loaded or run to know them. */
function literalExport(path: string): unknown {
  const source = readFileSync(path, "utf8");
  if (path.endsWith(".json")) return JSON.parse(source);
  return exportedLiterals(source, new Set(["default"])).values.get("default");
}

async function evaluate(path: string, modules: Modules): Promise<unknown> {
  const module = await modules.load(path);
  const exported = module["default"];
  return typeof exported === "object" && exported !== null && "default" in exported
    ? exported.default
    : exported;
}

/** What a drizzle.config says that `mig` needs; its folder of migrations is not ours. */
function fromDrizzleConfig(kit: object): Config {
  const { dialect, schema, casing, schemaFilter, tablesFilter, dbCredentials } = kit as Readonly<
    Record<string, unknown>
  >;
  const known: Record<string, unknown> = {
    schema,
    casing,
    schemaFilter,
    tablesFilter,
    url: urlOf(dbCredentials),
  };
  if (dialect === "postgresql") known["dialect"] = "postgresql";
  else if (dialect === "sqlite" || dialect === "turso") known["dialect"] = "sqlite";
  else if (dialect !== undefined) known["dialect"] = dialect;
  return Object.fromEntries(
    Object.entries(known).filter(([, value]) => value !== undefined),
  ) as DatabaseConfig;
}

function urlOf(credentials: unknown): string | undefined {
  if (typeof credentials !== "object" || credentials === null) return undefined;
  const { url, host, port, user, password, database, ssl } = credentials as Readonly<Record<string, unknown>>;
  if (typeof url === "string") return url;
  if (typeof host !== "string" || typeof database !== "string") return undefined;
  const built = new URL(`postgres://${host}`);
  if (port !== undefined) built.port = String(port);
  if (typeof user === "string") built.username = user;
  if (typeof password === "string") built.password = password;
  built.pathname = `/${database}`;
  if (ssl === true) built.searchParams.set("sslmode", "require");
  else if (typeof ssl === "string") built.searchParams.set("sslmode", ssl);
  return built.href;
}
