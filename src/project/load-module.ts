import { pathToFileURL } from "node:url";
import { moduleFailed } from "../core/errors/files.ts";
import { importStripped } from "./stripped-module.ts";

export type Module = Readonly<Record<string, unknown>>;

/**
 * Load a module of the user's project. JavaScript, and TypeScript where the runtime strips types, is
 * imported natively, so it shares module instances with the application; the rest goes through jiti,
 * which knows path aliases and syntax that cannot be erased.
 */
export async function loadModule(path: string): Promise<Module> {
  const needsJiti = /\.[cm]?tsx?$/u.test(path) && !stripsTypes();
  if (needsJiti) return loadByJiti(path);
  try {
    return (await import(pathToFileURL(path).href)) as Module;
  } catch (error) {
    if (!/\.[cm]?tsx?$/u.test(path) || !mayNeedJiti(error)) throw moduleFailed(path, error);
    return loadByJiti(path);
  }
}

/**
 * Load a revision file, whose text has been read already. Most import nothing but types; where the runtime
 * cannot strip these itself, that is done here, which is far quicker than a loader for the hundreds of
 * revisions of an old project.
 */
export async function loadRevisionModule(path: string, source: string): Promise<Module> {
  if (!path.endsWith(".ts") || stripsTypes()) return loadModule(path);
  const stripped = await importStripped(path, source);
  return stripped ?? loadByJiti(path);
}

function stripsTypes(): boolean {
  return "typescript" in process.features && process.features.typescript !== false;
}

async function loadByJiti(path: string): Promise<Module> {
  const { createJiti } = await import("jiti");
  const jiti = createJiti(pathToFileURL(path).href, {
    tsconfigPaths: true,
    moduleCache: false,
    interopDefault: false,
  });
  try {
    return await jiti.import<Module>(path);
  } catch (error) {
    throw moduleFailed(path, error);
  }
}

/** Failures of native import that a transforming loader may not have: aliases, enums, decorators, endings. */
function mayNeedJiti(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return (
    [
      "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
      "ERR_UNKNOWN_FILE_EXTENSION",
      "ERR_MODULE_NOT_FOUND",
      "ERR_UNSUPPORTED_DIR_IMPORT",
      "ERR_PACKAGE_IMPORT_NOT_DEFINED",
      "ERR_INVALID_TYPESCRIPT_SYNTAX",
      "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING",
    ].includes(code) ||
    error instanceof SyntaxError ||
    (error instanceof ReferenceError && /require|module|exports|__dirname/u.test(error.message))
  );
}
