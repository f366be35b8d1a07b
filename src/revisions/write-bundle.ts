import { extname } from "node:path";
import { isBuiltin } from "node:module";
import { stripVTControlCharacters } from "node:util";
import type { BundleError, Plugin } from "rolldown";
import { bundlerMissing, cannotBundle } from "../core/errors/bundle.ts";
import { moduleFailed } from "../core/errors/files.ts";
import type { MigError } from "../core/errors.ts";
import { codeOf } from "../core/thrown.ts";
import { readFileSync } from "node:fs";
import type { Settings } from "../settings/settings.ts";
import { absolute, shown } from "./directory.ts";
import { checksumOf } from "./load.ts";
import type { RevisionProject } from "./source.ts";

/**
 * The text of a JavaScript module that exports all revisions of a project as one value (see `Bundle`). What they import
 * of the project becomes part of it, and is run when it is first needed; packages stay imports. Throws bundler-missing,
 * cannot-bundle, and module-failed for what is no TypeScript.
 */
export async function bundleText(project: RevisionProject): Promise<string> {
  const { rolldown } = await bundler();
  const { settings, toolVersion } = project;
  const refused: MigError[] = [];
  try {
    const made = await rolldown({
      input: entry,
      cwd: settings.root,
      platform: "node",
      // What a revision does as it is loaded is not our concern.
      treeshake: false,
      logLevel: "silent",
      plugins: [revisionsOf(await entryText(project)), partsOf(settings, (error) => refused.push(error))],
    });
    const { output } = await made.generate({
      format: "esm",
      codeSplitting: false,
      banner: `// Written by mig ${toolVersion} (mig bundle). Write it again when revisions change.`,
    });
    return output[0].code;
  } catch (error) {
    // What a plugin throws comes back in the bundler's own words.
    throw refused[0] ?? failureOf(error, settings);
  }
}

/** What the bundler could not read, by file and line. */
function failureOf(error: unknown, settings: Settings): MigError {
  const [first] = (error as Partial<BundleError>).errors ?? [];
  const path = first?.loc?.file ?? first?.id;
  if (first?.loc === undefined || path === undefined) return moduleFailed("The bundle", error);
  const [problem = ""] = stripVTControlCharacters(first.message).split("\n");
  const { line, column } = first.loc;
  return moduleFailed(shown(settings, path), error, {
    path: shown(settings, path),
    line,
    column,
    source: readFileSync(path, "utf8"),
    problem: problem.replace(/^\[\w+\] /u, ""),
  });
}

async function bundler(): Promise<typeof import("rolldown")> {
  try {
    return await import("rolldown");
  } catch (error) {
    if (codeOf(error) === "ERR_MODULE_NOT_FOUND") throw bundlerMissing();
    throw error;
  }
}

const entry = "mig:bundle";

/** The module that exports the value, and imports each revision when that is loaded. */
async function entryText(project: RevisionProject): Promise<string> {
  const { settings } = project;
  const revisions = [...project.scripts().graph.revisions.values()].map((revision) => {
    const path = absolute(settings, revision.path);
    const source = readFileSync(path, "utf8");
    const own = path.endsWith(".sql")
      ? `sql: ${JSON.stringify(source)}`
      : `load: () => import(${JSON.stringify(path)})`;
    const header = JSON.stringify({ ...revision, doc: "" });
    return `    { header: ${header}, checksum: ${JSON.stringify(checksumOf(source))}, ${own} },\n`;
  });
  const scripts = (await project.repeatables()).map(
    ({ path, text }) => `    ${JSON.stringify({ path, text })},\n`,
  );
  const repeatables = scripts.length === 0 ? "" : `  repeatables: [\n${scripts.join("")}  ],\n`;
  return `export default {\n  bundle: 1,\n  settings: ${JSON.stringify(keptSettings(settings))},\n  revisions: [\n${revisions.join("")}  ],\n${repeatables}};\n`;
}

function revisionsOf(text: string): Plugin {
  return {
    name: "revisions",
    resolveId: (id) => (id === entry ? id : null),
    load: (id) => (id === entry ? text : null),
  };
}

/** What becomes part of the bundle: modules and JSON of the project itself. */
function partsOf(settings: Settings, refuse: (error: MigError) => void): Plugin {
  return {
    name: "parts",
    async resolveId(specifier, importer) {
      if (importer === undefined || importer === entry) return null;
      if (isBuiltin(specifier) || /^drizzle-mig(?:\/|$)/u.test(specifier))
        return { id: specifier, external: true };
      const found = await this.resolve(specifier, importer, { skipSelf: true });
      const isRelative = /^\.{0,2}\//u.test(specifier);
      const fail = (why: string): never => {
        refuse(cannotBundle({ path: shown(settings, importer), specifier, why }));
        throw new Error(why);
      };
      if (found === null) return fail(isRelative ? "there is no such file" : "there is no such package");
      if (!isRelative && /[\\/]node_modules[\\/]/u.test(found.id)) return { id: specifier, external: true };
      if (!/^\.(?:[cm]?[jt]sx?|json)$/u.test(extname(found.id)))
        return fail("it is neither JavaScript nor JSON");
      return found;
    },
  };
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
