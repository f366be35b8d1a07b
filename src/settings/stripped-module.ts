import { SourceMap } from "node:module";
import { pathToFileURL } from "node:url";
import { Script } from "node:vm";
import { moduleFailed } from "../core/errors/files.ts";
import { exportsReturned } from "../core/typescript/exports-returned.ts";

type Module = Readonly<Record<string, unknown>>;

/**
 * Load a TypeScript module that imports nothing at run time, with its types taken off here. null when it
 * does import something, or cannot be read, which is for a loader. Errors of its functions name the lines of the file as it is written.
 */
export async function loadStripped(path: string, source: string): Promise<Module | null> {
  const { transformSync } = await import("oxc-transform");
  const { code, map, errors } = transformSync(path, source, {
    sourcemap: true,
    typescript: { onlyRemoveTypeImports: false },
  });
  if (errors.length > 0 || /\bimport\b|\brequire\b|import\.meta/u.test(code)) return null;
  const body = exportsReturned(code);
  const url = pathToFileURL(path).href;
  const script = body === null ? null : scriptOf(body, url);
  if (script === null) return null;
  try {
    const module = await (script.runInThisContext() as () => Promise<Module>)();
    if (map === undefined) return module;
    const { mappings, sources, names, version } = map;
    // Made when something fails: for hundreds of modules they take more memory than the modules themselves.
    const lines = (): SourceMap =>
      new SourceMap({ file: url, version, sources, sourcesContent: [], names, mappings, sourceRoot: "" });
    return withLines(module, (error) => relocate(error, url, lines));
  } catch (error) {
    // It is the user's code, which may throw anything.
    throw moduleFailed(path, error);
  }
}

/**
 * The body as a function in strict mode, as modules are. Unlike an imported module, which the runtime keeps for ever, it can
 * go once it has run. null where it is no function, which the loader can say better.
 */
function scriptOf(body: string, filename: string): Script | null {
  const opening = '"use strict"; (async function () {';
  try {
    return new Script(`${opening}${body}})`, { filename, columnOffset: -opening.length });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

/** Where a module keeps what moves the frames of an error to the lines of its file; absent where they are right as they are. */
export const relocation: unique symbol = Symbol("relocation");

/** The module with functions whose errors have been relocated; also those of an object with one per dialect. */
function withLines(module: Module, relocated: Relocate): Module {
  const wrap = (value: unknown): unknown => {
    if (typeof value === "function")
      return async (...args: readonly unknown[]): Promise<unknown> => {
        try {
          return await (value as (...args: readonly unknown[]) => unknown)(...args);
        } catch (error) {
          // The same error, with the lines of the file that was written.
          throw relocated(error);
        }
      };
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, wrap(each)]));
  };
  const wrapped = Object.fromEntries(Object.entries(module).map(([name, value]) => [name, wrap(value)]));
  return Object.assign(wrapped, { [relocation]: relocated });
}

/** Moves the frames of an error's stack that lie in a module to where they are written. */
export type Relocate = (error: unknown) => unknown;

/** The same error, the frames of its stack that lie in the module moved to where they are written. */
function relocate(error: unknown, url: string, lines: () => SourceMap): unknown {
  if (!(error instanceof Error) || error.stack === undefined) return error;
  const written = lines();
  const moved = (frame: string): string => {
    const [before, after] = frame.split(`${url}:`);
    const place = /^(\d+):(\d+)/u.exec(after ?? "");
    if (place === null || after === undefined) return frame;
    // Both are counted from 0 in the map, from 1 in a stack.
    const entry = written.findEntry(Number(place[1]) - 1, Number(place[2]) - 1);
    if (!("originalLine" in entry)) return frame;
    return `${before}${url}:${entry.originalLine + 1}:${entry.originalColumn + 1}${after.slice(place[0].length)}`;
  };
  error.stack = error.stack.split("\n").map(moved).join("\n");
  return error;
}
