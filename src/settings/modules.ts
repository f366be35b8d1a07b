import { existsSync, readFileSync, realpathSync } from "node:fs";
import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import type { Jiti, ModuleCache } from "jiti";
import { moduleFailed, type SyntaxFault } from "../core/errors/files.ts";
import { loadStripped } from "./stripped-module.ts";
import { aliasesBeside, aliasesOfReferences, type Aliases } from "./tsconfig-aliases.ts";

/** What a module exports, by name. */
export type Module = Readonly<Record<string, unknown>>;

/** The modules of a project, each of them loaded once: its configuration, its schema, its revisions, and what they import. */
export interface Modules {
  /** Load a module by its absolute path. Throws module-failed. */
  readonly load: (path: string) => Promise<Module>;
  /** Load a revision, whose text has been read already. */
  readonly loadRevision: (path: string, source: string) => Promise<Module>;
  /** Load a revision from its text alone, as if it stood in this file, which is gone or another one by now. */
  readonly loadText: (path: string, source: string) => Promise<Module>;
}

/**
 * A graph of modules for one command. TypeScript, path aliases and packages of either kind are jiti's work;
 * ES modules and CommonJS of plain JavaScript are the runtime's own instances. `warn` gets what is ignored.
 */
export function createModules(warn: (text: string) => void = () => undefined): Modules {
  const cache: ModuleCache = {};
  let jiti: Promise<Jiti> | null = null;
  let isLenient = false;
  // One at a time: of a module that is still being loaded, jiti would hand out what it exports so far.
  let turn: Promise<unknown> = Promise.resolve();

  const evaluate = async (path: string, text: string | null): Promise<Module> => {
    const file = text === null ? realpathSync(path) : path;
    const known = text === null ? cache[file] : undefined;
    if (known !== undefined) return known.exports as Module;
    const loader = await (jiti ??= createLoader({ tsconfigPaths: true, alias: aliasesOfReferences(file) }));
    try {
      return (await loader.evalModule(text ?? readFileSync(file, "utf8"), {
        id: file,
        filename: file,
        ext: extname(file),
        // The file may hold another module than the text by now.
        cache: text === null ? cache : { ...cache },
        async: true,
        // Plain JavaScript would be imported from its file.
        ...(text === null ? {} : { forceTranspile: true }),
      })) as Module;
    } catch (error) {
      // What has failed may have been corrected when it is asked for again.
      for (const [name, module] of Object.entries(cache)) if (!module.loaded) delete cache[name];
      throw error;
    }
  };
  const attempt = async (path: string, text: string | null): Promise<Module> => {
    try {
      return await evaluate(path, text);
    } catch (error) {
      if (isLenient || !isAboutTsconfig(error)) throw moduleFailed(path, error, syntaxFaultOf(error, text));
      isLenient = true;
      warn(`A tsconfig.json is passed by, but for its own \`paths\`: ${error.message}`);
      jiti = createLoader({ tsconfigPaths: false, alias: aliasesBeside(path) });
      return attempt(path, text);
    }
  };
  const load = (path: string, text: string | null = null): Promise<Module> => {
    const loaded = turn.then(() => attempt(path, text));
    // The error goes to its caller; the next one only waits for its end.
    turn = loaded.catch(() => undefined);
    return loaded;
  };
  return {
    load: (path) => load(path),
    // Most revisions import nothing but types, and old projects have hundreds of them: taking these off is
    // twenty times as fast as a loader that has kept nothing from before.
    loadRevision: async (path, source) =>
      (path.endsWith(".ts") ? await loadStripped(path, source) : null) ?? load(path),
    loadText: async (path, source) =>
      (path.endsWith(".ts") ? await loadStripped(path, source) : null) ?? load(path, source),
  };
}

/**
 * What frameworks let a module import to say on which side it runs; and what a drizzle.config imports to type
 * itself, which need not be installed where only revisions are run.
 */
const markers = {
  "server-only": {},
  "client-only": {},
  "drizzle-kit": { defineConfig: (config: unknown): unknown => config },
};

async function createLoader(options: {
  readonly tsconfigPaths: boolean;
  readonly alias: Aliases;
}): Promise<Jiti> {
  const { createJiti } = await import("jiti");
  return createJiti(import.meta.url, {
    tsconfigPaths: options.tsconfigPaths,
    alias: { ...ourselves(), ...options.alias },
    virtualModules: markers,
    // A schema may import a module that imports a component.
    jsx: true,
    // The modules are kept here: in jiti's own cache they would outlive the command.
    moduleCache: false,
    interopDefault: false,
  });
}

/** This package by its name, wherever it is installed. */
function ourselves(): Record<string, string> {
  const index = fileURLToPath(new URL(`../index${extname(import.meta.url)}`, import.meta.url));
  return existsSync(index) ? { "drizzle-mig": index } : {};
}

/** Whether jiti failed to read a tsconfig.json: by the functions that it passed, since it has no code for that. */
function isAboutTsconfig(error: unknown): error is Error {
  return error instanceof Error && /\bat \w*tsconfig\b/iu.test(error.stack ?? "");
}

/** The place of a fault of syntax, from the text in which jiti gives it. */
function syntaxFaultOf(error: unknown, text: string | null): SyntaxFault | null {
  const said = error instanceof Error ? error.message : "";
  const found = /^ParseError: (.*?)\s*\n (.+):(\d+):(\d+)$/su.exec(said);
  if (found === null) return null;
  const [, problem = "", path = "", line, column] = found;
  const source = text ?? readFileSync(path, "utf8");
  return { problem, path, line: Number(line), column: Number(column), source };
}
