import { existsSync } from "node:fs";
import { extname, join, resolve } from "node:path";
import type { Settings } from "./settings.ts";

/** The file of the Drizzle schema that the configuration names, or one in the folder in which it looks. */
export function schemaFileOf(settings: Pick<Settings, "root" | "schema">): string {
  const named = settings.schema.find((pattern) => !pattern.startsWith("!"));
  if (named === undefined) return "./src/schema.ts";
  const parts = named.replaceAll("\\", "/").split("/");
  const glob = parts.findIndex((part) => /[*?[\]{}]/u.test(part));
  if (glob !== -1) return join(...parts.slice(0, glob), "schema.ts");
  if (extname(named) !== "") return named;
  return existsSync(resolve(settings.root, named)) ? join(named, "schema.ts") : `${named}.ts`;
}
