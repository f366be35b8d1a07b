import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { exportedLiterals } from "../core/typescript/exported-literals.ts";

/** Prefixes, and what they stand for. */
export type Aliases = Readonly<Record<string, string>>;

/**
 * The `paths` that the nearest tsconfig.json above a file sets itself, or those that it refers to; of several
 * targets the first that is there. For a project whose tsconfig cannot be read as a whole.
 */
export function aliasesBeside(file: string): Aliases {
  const path = nearest(dirname(file));
  return path === null ? {} : { ...aliasesOfReferences(file), ...aliasesIn(path) };
}

/**
 * The `paths` of the tsconfigs to which the nearest tsconfig.json above a file refers (`references`, as Vite and
 * Nuxt write them), the first of a name winning. A loader follows `extends` alone.
 */
export function aliasesOfReferences(file: string): Aliases {
  const path = nearest(dirname(file));
  const references = path === null ? undefined : entryOf(readConfig(path), "references");
  if (path === null || !Array.isArray(references)) return {};
  const found = references.flatMap((each: unknown) => {
    const named = entryOf(each, "path");
    if (typeof named !== "string") return [];
    const place = resolve(dirname(path), named);
    if (!existsSync(place)) return [];
    const config = statSync(place).isDirectory() ? join(place, "tsconfig.json") : place;
    return existsSync(config) ? [aliasesIn(config)] : [];
  });
  return Object.assign({}, ...found.toReversed()) as Aliases;
}

function aliasesIn(path: string): Aliases {
  const options = entryOf(readConfig(path), "compilerOptions");
  const [baseUrl, paths] = [entryOf(options, "baseUrl"), entryOf(options, "paths")];
  const base = resolve(dirname(path), typeof baseUrl === "string" ? baseUrl : ".");
  const prefix = (text: string): string => text.replace(/\*$/u, "");
  return Object.fromEntries(
    Object.entries((paths ?? {}) as Readonly<Record<string, readonly string[]>>).flatMap(
      ([name, targets]) => {
        const found = targets.map((target) => resolve(base, prefix(target)));
        const target = found.find((each) => existsSync(each)) ?? found[0];
        // One that stands for everything would stand for packages as well.
        if (target === undefined || prefix(name) === "") return [];
        return [[prefix(name), name.endsWith("*") ? `${target}/` : target]];
      },
    ),
  );
}

function nearest(folder: string): string | null {
  const path = join(folder, "tsconfig.json");
  if (existsSync(path)) return path;
  return dirname(folder) === folder ? null : nearest(dirname(folder));
}

/** A tsconfig is JSON with comments and commas at the end: literals, as TypeScript has them. */
function readConfig(path: string): unknown {
  const text = `export default ${readFileSync(path, "utf8").replace(/^\uFEFF/u, "")};`;
  return exportedLiterals(text, new Set(["default"])).values.get("default");
}

function entryOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
