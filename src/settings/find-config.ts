import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { badConfig, noConfig, noConfigFile } from "../core/errors/files.ts";
import { messageOf } from "../core/thrown.ts";
import { exportedLiterals } from "../core/typescript/exported-literals.ts";
import type { Config } from "./config.ts";
import { fromDrizzleConfig, isDrizzleConfig } from "./drizzle-config.ts";
import { createModules, type Modules } from "./modules.ts";
import { dialectOfUrl } from "../dialects/dialect-of.ts";

/** A configuration and the file it came from. */
export interface FoundConfig {
  readonly path: string;
  readonly config: Config;
  /** What could not be read and was done without, in one sentence each. */
  readonly warnings: readonly string[];
}

const endings = ["ts", "mts", "js", "mjs", "cjs", "json"];

/**
 * The configuration of a project: the given file, or the one in the given folder, else `migrate.config.*` in the folder or the nearest one
 * above it. What that does not say, the `drizzle.config.*` in the same folder may, which also serves alone.
 */
export async function findConfig(folder: string, given: string | null): Promise<FoundConfig> {
  return readConfig(locateConfig(folder, given), createModules());
}

/** The absolute path of the file that `findConfig` reads. Throws no-config and no-config-file. */
export function locateConfig(folder: string, given: string | null): string {
  if (given !== null) {
    const path = resolve(folder, given);
    if (!existsSync(path)) throw noConfigFile({ path });
    if (!statSync(path).isDirectory()) return path;
    const inside = configIn(path, "migrate.config") ?? drizzleConfigIn(path);
    if (inside === null) throw noConfigFile({ path });
    return inside;
  }
  for (let at = resolve(folder); ; at = dirname(at)) {
    const path = configIn(at, "migrate.config") ?? drizzleConfigIn(at);
    if (path !== null) return path;
    if (dirname(at) === at) throw noConfig({ folder: resolve(folder) });
  }
}

/** What a configuration file exports by default. */
export async function readDefaultExport(path: string, modules: Modules = createModules()): Promise<unknown> {
  return literalExport(path) ?? (await evaluate(path, modules));
}

/** The path of drizzle-kit's configuration in a folder, or null. */
export function drizzleConfigIn(folder: string): string | null {
  return configIn(folder, "drizzle.config");
}

function configIn(folder: string, base: string): string | null {
  return endings.map((ending) => join(folder, `${base}.${ending}`)).find((each) => existsSync(each)) ?? null;
}

/** The configuration that a file exports, completed by the drizzle.config in the same folder. */
export async function readConfig(path: string, modules: Modules): Promise<FoundConfig> {
  const exported = await readObject(path, modules);
  if (isDrizzleConfig(path, exported))
    return { path, config: fromDrizzleConfig(path, exported), warnings: [] };
  const kitConfig = drizzleConfigIn(dirname(path));
  return kitConfig === null
    ? { path, config: exported, warnings: [] }
    : completed({ path, config: exported }, kitConfig, modules);
}

/** Our configuration completed by drizzle-kit's, unless that is for a database of another kind. */
async function completed(
  { path, config }: Pick<FoundConfig, "path" | "config">,
  kitConfig: string,
  modules: Modules,
): Promise<FoundConfig> {
  try {
    const known = fromDrizzleConfig(kitConfig, await readObject(kitConfig, modules));
    const own = config.dialect ?? dialectOfUrl(config.url);
    const isOther = own !== null && known.dialect !== undefined && known.dialect !== own;
    return { path, config: isOther ? config : { ...known, ...config }, warnings: [] };
  } catch (error) {
    // A configuration that knows its database and its schema itself can do without.
    const databases = Object.values(config.databases ?? { only: config });
    const isWhole = databases.every((each) => (each.url ?? each.client ?? config.url) !== undefined);
    if (!isWhole) throw error;
    const why = messageOf(error);
    return {
      path,
      config,
      warnings: [`What ${kitConfig} says is not known, since it cannot be read: ${why}`],
    };
  }
}

async function readObject(path: string, modules: Modules): Promise<object> {
  const exported = await readDefaultExport(path, modules);
  if (typeof exported !== "object" || exported === null || Array.isArray(exported)) {
    throw badConfig({
      path,
      problems: ["the default export is no configuration: write export default defineConfig({ … })"],
    });
  }
  return exported;
}

/** Most configurations are plain data: then nothing needs to be loaded or run to know them. */
function literalExport(path: string): unknown {
  const source = readFileSync(path, "utf8");
  if (path.endsWith(".json")) return parsedJson(path, source);
  return exportedLiterals(source, new Set(["default"])).values.get("default");
}

function parsedJson(path: string, source: string): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    // JSON.parse throws for the text alone.
    throw badConfig({ path, problems: [`it is no JSON: ${messageOf(error)}`] });
  }
}

async function evaluate(path: string, modules: Modules): Promise<unknown> {
  const module = await modules.load(path);
  const exported = module["default"];
  return typeof exported === "object" && exported !== null && "default" in exported
    ? exported.default
    : exported;
}
