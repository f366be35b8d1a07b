import { statSync } from "node:fs";
import { noSchemaFiles } from "../core/errors/autogenerate.ts";
import { readSchema, type ReadSchema, type SchemaModule } from "../drizzle/read-schema.ts";
import type { Environment } from "../project/environment.ts";
import type { Settings } from "../settings/settings.ts";
import { absolute } from "../revisions/directory.ts";

/** The schema that the project's Drizzle files declare. */
export async function wantedSchema({ settings, modules }: Environment): Promise<ReadSchema> {
  const read: SchemaModule[] = [];
  for (const path of await schemaFiles(settings)) read.push({ path, exports: await modules.load(path) });
  return readSchema(read, { dialect: settings.dialect, casing: settings.casing });
}

/**
 * The files that the setting `schema` names, sorted: paths, with or without their ending, folders (their own
 * files) and globs, but for what a pattern with `!` leaves out. Throws no-schema-files where there are none.
 */
export async function schemaFiles(settings: Settings): Promise<readonly string[]> {
  const { glob } = await import("tinyglobby");
  const patterns = settings.schema.map((each) => each.replaceAll("\\", "/"));
  const without = patterns.flatMap((each) => (each.startsWith("!") ? [each.slice(1)] : []));
  const found = new Set<string>();
  for (const pattern of patterns) {
    if (pattern.startsWith("!")) continue;
    const files = await glob(await literally(settings, pattern), {
      cwd: settings.root,
      absolute: true,
      ignore: [...without, ...(pattern.includes("node_modules") ? [] : ["**/node_modules/**"])],
    });
    for (const file of files) if (isModule(file)) found.add(file);
  }
  if (found.size === 0) throw noSchemaFiles({ configuration: settings.source, patterns: settings.schema });
  return [...found].sort();
}

/** A path that is there as a pattern for it, whatever its name holds; any other pattern as it is. */
async function literally(settings: Settings, pattern: string): Promise<string> {
  const { escapePath } = await import("tinyglobby");
  for (const ending of ["", ".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"]) {
    const place = statSync(absolute(settings, pattern + ending), { throwIfNoEntry: false });
    if (place?.isDirectory() === true) return `${escapePath(pattern.replace(/\/$/u, ""))}/*`;
    if (place !== undefined) return escapePath(pattern + ending);
  }
  return pattern;
}

function isModule(file: string): boolean {
  return /\.[cm]?[jt]sx?$/u.test(file) && !/\.d\.[cm]?ts$/u.test(file);
}
