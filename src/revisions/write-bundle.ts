import { existsSync, readFileSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { cannotBundle } from "../core/errors/bundle.ts";
import { moduleFailed } from "../core/errors/files.ts";
import type { RevisionProject } from "./source.ts";
import { checksumOf } from "./load.ts";
import { absolute, shown } from "./directory.ts";
import type { Settings } from "../settings/settings.ts";

/**
 * The text of a JavaScript module that exports all revisions of a project as one value (see `Bundle`). Each
 * module of the project becomes a function that is run when it is first needed; packages stay imports.
 */
export async function bundleText(project: RevisionProject): Promise<string> {
  const { settings, toolVersion } = project;
  const found: BundleTexts = { modules: new Map(), packages: new Map() };
  const revisions: string[] = [];
  for (const revision of project.scripts().graph.revisions.values()) {
    const path = absolute(settings, revision.path);
    const source = readFileSync(path, "utf8");
    const own = path.endsWith(".sql")
      ? `sql: ${JSON.stringify(source)}`
      : `load: () => use(${await moduleKey(path, settings, found)}, [])`;
    const header = JSON.stringify({ ...revision, doc: "" });
    revisions.push(`    { header: ${header}, checksum: ${JSON.stringify(checksumOf(source))}, ${own} },\n`);
  }
  const scripts = (await project.repeatables()).map(
    ({ path, text }) => `    ${JSON.stringify({ path, text })},\n`,
  );
  const repeatables = scripts.length === 0 ? "" : `  repeatables: [\n${scripts.join("")}  ],\n`;
  const modules = [...found.modules].map(([key, text]) => `  ${JSON.stringify(key)}: ${text},\n`);
  const packages = [...found.packages].map(([name, text]) => `  ${JSON.stringify(name)}: ${text},\n`);
  return [
    `// Written by mig ${toolVersion} (mig bundle). Write it again when revisions change.\n`,
    modules.length === 0 ? "" : `\nconst modules = {\n${modules.join("")}};\n`,
    packages.length === 0 ? "" : `\nconst packages = {\n${packages.join("")}};\n`,
    modules.length === 0 ? "" : runtimeText(packages.length > 0),
    `\nexport default {\n  bundle: 1,\n  settings: ${JSON.stringify(keptSettings(settings))},\n  revisions: [\n${revisions.join("")}  ],\n${repeatables}};\n`,
  ].join("");
}

/** How the functions of modules are run; part of the bundle, which depends on nothing. */
function runtimeText(hasPackages: boolean): string {
  return `
const loaded = {};
function use(key, chain) {
  const known = loaded[key];
  // Modules that import each other see what is there so far, as everywhere.
  if (known) return chain.includes(key) ? known.exports : known.done;
  const exports = {};
  const [run, imports] = modules[key];
  const take = (name) => (imports[name] === undefined ? ${hasPackages ? "packages[name]()" : "import(name)"} : use(imports[name], [...chain, key]));
  const takeAll = (from) => {
    for (const name in from) {
      if (name === "default" || name in exports) continue;
      Object.defineProperty(exports, name, { enumerable: true, get: () => from[name] });
    }
  };
  const entry = (loaded[key] = { exports, done: null });
  entry.done = run(exports, take, takeAll, import.meta).then(() => exports);
  return entry.done;
}
`;
}

interface BundleTexts {
  /** Text of an entry by the module's path as people read it. */
  readonly modules: Map<string, string>;
  /** Text of the import of a package by its name. */
  readonly packages: Map<string, string>;
}

/** Make a module and all that it imports part of the bundle; returns its key as source text. */
async function moduleKey(path: string, settings: Settings, found: BundleTexts): Promise<string> {
  const key = shown(settings, path);
  if (!found.modules.has(key)) {
    found.modules.set(key, "");
    found.modules.set(key, await moduleText(path, settings, found));
  }
  return JSON.stringify(key);
}

async function moduleText(path: string, settings: Settings, found: BundleTexts): Promise<string> {
  const source = readFileSync(path, "utf8");
  if (path.endsWith(".json"))
    return `[async (exports) => void (exports.default = ${JSON.stringify(JSON.parse(source))}), {}]`;
  const { transformSync, moduleRunnerTransformSync } = await import("oxc-transform");
  const plain = transformSync(path, source, { typescript: { onlyRemoveTypeImports: false } });
  const module = moduleRunnerTransformSync(path.replace(/\.([cm]?)tsx?$/u, ".$1js"), plain.code);
  const errors = [...plain.errors, ...module.errors].map((each) => each.message);
  if (errors.length > 0) throw moduleFailed(path, new SyntaxError(errors.join("\n")));
  const imports: string[] = [];
  for (const specifier of new Set([...module.deps, ...module.dynamicDeps])) {
    if (/^\.{0,2}\//u.test(specifier)) {
      const key = await moduleKey(localModule(path, specifier, settings), settings, found);
      imports.push(`${JSON.stringify(specifier)}: ${key}`);
    } else {
      if (!isPackage(path, specifier))
        throw cannotBundle(
          shown(settings, path),
          specifier,
          "there is no such package, and aliases of paths are not known",
        );
      found.packages.set(specifier, `() => import(${JSON.stringify(specifier)})`);
    }
  }
  const names = ["exports", "import", "exportAll", "import_meta"].map((name) => `__vite_ssr_${name}__`);
  const code = `const __vite_ssr_dynamic_import__ = __vite_ssr_import__;\n${module.code}`;
  return `[async (${names.join(", ")}) => {\n${code}\n}, { ${imports.join(", ")} }]`;
}

/** The file that a relative import means; an ending in JavaScript may stand for TypeScript, as the compiler has it. */
function localModule(from: string, specifier: string, settings: Settings): string {
  const path = join(dirname(from), specifier);
  const candidates = [
    path,
    path.replace(/\.([cm]?)js$/u, ".$1ts"),
    ...[".ts", ".js", ".mts", ".mjs", ".json", "/index.ts", "/index.js"].map((ending) => path + ending),
  ];
  const file = candidates.find((each) => /\.(?:[cm]?[jt]s|json)$/u.test(each) && isFile(each));
  if (file === undefined)
    throw cannotBundle(
      shown(settings, from),
      specifier,
      isFile(path) ? "it is neither JavaScript nor JSON" : "there is no such file",
    );
  if (/\.c[jt]s$/u.test(file))
    throw cannotBundle(shown(settings, from), specifier, "it is a CommonJS module");
  return file;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Whether a name is Node's own or a package that is installed where the file can see it, or is ours. */
function isPackage(from: string, specifier: string): boolean {
  if (isBuiltin(specifier) || /^drizzle-mig(?:\/|$)/u.test(specifier)) return true;
  const name = /^(?:@[^/]+\/)?[^/#]+/u.exec(specifier)?.[0];
  if (name === undefined) return false;
  for (let at = dirname(from); ; at = dirname(at)) {
    if (existsSync(join(at, "node_modules", name))) return true;
    if (dirname(at) === at) return false;
  }
}

/** The settings that say how revisions are run, and nothing of where the database is. */
function keptSettings(settings: Settings): object {
  const { dialect, versionTable, journalTable, transaction, schemaFilter, tablesFilter } = settings;
  const { lockTimeout, statementLockTimeout, busyTimeout, statementTimeout, autoMigrate } = settings;
  const { confirmAbove, journalSource } = settings;
  const all = {
    dialect,
    versionTable,
    journalTable,
    transaction,
    schemaFilter,
    tablesFilter,
    lockTimeout,
    statementLockTimeout,
    busyTimeout,
    statementTimeout,
    autoMigrate,
    confirmAbove,
    journalSource,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}
