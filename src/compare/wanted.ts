import { existsSync, statSync } from "node:fs";
import { noSchemaFiles } from "../core/errors/autogenerate.ts";
import type { SchemaModule } from "../drizzle/read-schema.ts";
import { readSchema, type ReadSchema } from "../drizzle/read-schema.ts";
import { loadModule } from "../project/load-module.ts";
import { absolute } from "../revisions/directory.ts";
import type { Settings } from "../project/settings.ts";

/** The schema that the project's Drizzle files declare. */
export async function wantedSchema(settings: Settings): Promise<ReadSchema> {
  const paths = await schemaFiles(settings);
  const modules: SchemaModule[] = [];
  for (const path of paths) modules.push({ path, exports: await loadModule(path) });
  return readSchema(modules, { dialect: settings.dialect, casing: settings.casing });
}

/** The files that the setting `schema` names: paths, folders (their own files), globs; sorted. */
async function schemaFiles(settings: Settings): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const pattern of settings.schema) {
    const path = absolute(settings, pattern);
    if (existsSync(path) && statSync(path).isFile()) found.add(path);
    else
      for (const match of await matches(
        settings,
        existsSync(path) ? `${pattern.replace(/\/$/u, "")}/*` : pattern,
      ))
        found.add(match);
  }
  if (found.size === 0) throw noSchemaFiles(settings.source, settings.schema);
  return [...found].sort();
}

async function matches(settings: Settings, pattern: string): Promise<readonly string[]> {
  const { glob } = await import("tinyglobby");
  const files = await glob(pattern.replaceAll("\\", "/"), {
    cwd: settings.root,
    absolute: true,
    ignore: ["**/node_modules/**"],
  });
  return files.filter((file) => /\.[cm]?[jt]sx?$/u.test(file) && !/\.d\.[cm]?ts$/u.test(file));
}
