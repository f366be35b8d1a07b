import { readFileSync } from "node:fs";
import type { Bundle } from "../revisions/bundle.ts";
import type { Config, DatabaseConfig } from "../settings/config.ts";
import { createEnvironment, type Environment } from "./environment.ts";
import type { Surroundings } from "../settings/surroundings.ts";
import { readEnvFile, type Variables } from "../settings/env-file.ts";
import { locateConfig, readConfig } from "../settings/find-config.ts";
import { createModules, type Modules } from "../settings/modules.ts";
import { revisionFiles } from "../revisions/source.ts";
import { settingsOf } from "../settings/settings.ts";

/** Where the settings come from, and who listens. */
export interface OpenOptions extends Partial<Surroundings> {
  /** A configuration, or the path of its file; found from `folder` upwards when absent. */
  readonly config?: string | Config;
  /** Revisions from here instead of from files; its settings hold where `config` says nothing else. */
  readonly bundle?: Bundle;
  /** The named database of a configuration with several. */
  readonly name?: string;
  /** Where to start looking, and what relative paths of a configuration passed in start from. */
  readonly folder?: string;
  /** Settings that win over the file and the environment variables. */
  readonly overrides?: DatabaseConfig;
  /**
   * A `.env` file, or true for the nearest one from the configuration file upwards; what it says is added to
   * `env`. False by default: an application has seen to its environment itself.
   */
  readonly envFile?: string | boolean;
}

/** Open a project: read its configuration, nothing else yet. Several can be open at once. */
export async function openProject(options: OpenOptions = {}): Promise<Environment> {
  const { name, overrides, bundle, folder = process.cwd(), env = process.env } = options;
  const report = options.report ?? (() => undefined);
  const modules =
    options.modules ?? createModules((text) => report({ kind: "notice", level: "warning", text }));
  const given = await givenConfig(options, folder, env, modules);
  for (const text of given.warnings ?? []) report({ kind: "notice", level: "warning", text });
  const settings = settingsOf(given.config, given.path, {
    env,
    ...(name === undefined ? {} : { name }),
    ...(overrides === undefined ? {} : { overrides }),
    ...(given.root === null ? {} : { root: given.root }),
  });
  const revisions =
    bundle === undefined
      ? revisionFiles(settings, modules)
      : (await import("../revisions/bundle.ts")).bundledRevisions(bundle);
  return createEnvironment(
    settings,
    {
      now: options.now ?? (() => new Date()),
      randomHex: options.randomHex ?? randomHex,
      report,
      modules,
      confirm: options.confirm ?? null,
      choose: options.choose ?? null,
      signal: options.signal ?? null,
      env,
      toolVersion: options.toolVersion ?? packageVersion(),
    },
    revisions,
  );
}

/** The configuration and where it comes from; `root` is null when it is the folder of its file. */
async function givenConfig(
  { config, bundle, envFile = false }: OpenOptions,
  folder: string,
  env: Variables,
  modules: Modules,
): Promise<{
  readonly path: string;
  readonly config: Config;
  readonly root: string | null;
  readonly warnings?: readonly string[];
}> {
  if (typeof config === "object")
    return { path: "the configuration passed in", config: { ...bundle?.settings, ...config }, root: folder };
  if (bundle !== undefined && config === undefined)
    return { path: "the bundle", config: bundle.settings, root: folder };
  const path = locateConfig(folder, config ?? env["MIG_CONFIG"] ?? null);
  readEnvFile(path, env, { folder, file: envFile });
  return { ...(await readConfig(path, modules)), root: null };
}

/** The version of this package; `bundled` where it is part of an application's own file. */
export function packageVersion(): string {
  try {
    const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
    const { name, version } = JSON.parse(text) as { readonly name?: string; readonly version?: string };
    if (name === "drizzle-mig" && version !== undefined) return version;
  } catch {
    // An application that was bundled into one file has left package.json behind.
  }
  return "bundled";
}

function randomHex(bytes: number): string {
  // The global one: importing node:crypto would cost every command a tenth of its start.
  return Buffer.from(crypto.getRandomValues(new Uint8Array(bytes))).toString("hex");
}
