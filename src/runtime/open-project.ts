import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Config, DatabaseConfig } from "./config.ts";
import { createEnvironment, type Environment, type Surroundings } from "./environment.ts";
import { findConfig } from "./find-config.ts";
import { settingsOf } from "./settings.ts";

/** Where the settings come from, and who listens. */
export interface OpenOptions extends Partial<Surroundings> {
  /** A configuration, or the path of its file; found from `folder` upwards when absent. */
  readonly config?: string | Config;
  /** The named database of a configuration with several. */
  readonly name?: string;
  /** Where to start looking, and what relative paths of a configuration passed in start from. */
  readonly folder?: string;
  /** Settings that win over the file and the environment variables. */
  readonly overrides?: DatabaseConfig;
}

/** Open a project: read its configuration, nothing else yet. Several can be open at once. */
export async function openProject(options: OpenOptions = {}): Promise<Environment> {
  const { config, name, overrides, folder = process.cwd(), env = process.env } = options;
  const given =
    typeof config === "object"
      ? { path: "the configuration passed in", config }
      : await findConfig(folder, config ?? env["MIG_CONFIG"] ?? null);
  const settings = settingsOf(given.config, given.path, {
    env,
    ...(name === undefined ? {} : { name }),
    ...(overrides === undefined ? {} : { overrides }),
    ...(typeof config === "object" ? { root: folder } : {}),
  });
  return createEnvironment(settings, {
    now: options.now ?? (() => new Date()),
    randomHex: options.randomHex ?? ((bytes) => randomBytes(bytes).toString("hex")),
    report: options.report ?? (() => undefined),
    confirm: options.confirm ?? null,
    choose: options.choose ?? null,
    env,
    toolVersion: options.toolVersion ?? packageVersion(),
  });
}

/** The version of this package. */
export function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
