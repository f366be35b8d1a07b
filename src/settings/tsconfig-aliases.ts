import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { exportedLiterals } from "../core/typescript/exported-literals.ts";

/**
 * The `paths` that the nearest tsconfig.json above a file sets itself, as prefixes and what they stand for;
 * of several targets the first that is there. For a project whose tsconfig cannot be read as a whole.
 */
export function aliasesBeside(file: string): Readonly<Record<string, string>> {
  const path = nearest(dirname(file));
  if (path === null) return {};
  const { baseUrl, paths } = ownOptions(path);
  const base = resolve(dirname(path), typeof baseUrl === "string" ? baseUrl : ".");
  const prefix = (text: string): string => text.replace(/\*$/u, "");
  return Object.fromEntries(
    Object.entries((paths ?? {}) as Readonly<Record<string, readonly string[]>>).flatMap(
      ([name, targets]) => {
        const found = targets.map((target) => resolve(base, prefix(target)));
        const target = found.find((each) => existsSync(each)) ?? found[0];
        return target === undefined ? [] : [[prefix(name), name.endsWith("*") ? `${target}/` : target]];
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
function ownOptions(path: string): Readonly<Record<string, unknown>> {
  const text = `export default ${readFileSync(path, "utf8").replace(/^\uFEFF/u, "")};`;
  const config = exportedLiterals(text, new Set(["default"])).values.get("default");
  const options =
    config === null || typeof config !== "object" ? undefined : Reflect.get(config, "compilerOptions");
  return typeof options === "object" && options !== null
    ? (options as Readonly<Record<string, unknown>>)
    : {};
}
