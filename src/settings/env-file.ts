import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { noEnvFile } from "../core/errors/files.ts";

/** Environment variables, to which those of a file are added. */
export type Variables = Record<string, string | undefined>;

/**
 * Add the variables of a `.env` file that are not set yet: of the named one, or of the nearest from the
 * configuration's folder upwards. MIG_ENV_FILE names one, too; `false` there, or as `choice`, reads none.
 * Throws no-env-file when a named one is not there.
 */
export function readEnvFile(
  config: string,
  env: Variables,
  choice: { readonly folder: string; readonly file: string | boolean },
): void {
  const named = env["MIG_ENV_FILE"] ?? "";
  const isOff = /^(?:0|false|no|off)$/iu.test(named);
  const chosen = choice.file === true && named !== "" ? !isOff && named : choice.file;
  if (chosen === false) return;
  const path = chosen === true ? nearest(dirname(config)) : resolve(choice.folder, chosen);
  if (path === null) return;
  if (!existsSync(path)) throw noEnvFile({ path });
  for (const [name, value] of Object.entries(parseEnv(readFileSync(path, "utf8")))) env[name] ??= value;
}

function nearest(folder: string): string | null {
  const path = join(folder, ".env");
  if (existsSync(path)) return path;
  return dirname(folder) === folder ? null : nearest(dirname(folder));
}
