import { readFileSync } from "node:fs";
import type { LoadedRevision } from "./load.ts";
import { absolute, readScriptDirectory, type ScriptDirectory } from "./directory.ts";
import type { Modules } from "../project/modules.ts";
import type { Settings } from "../project/settings.ts";

/** Where revisions come from: files, or a bundle. */
export interface RevisionSource {
  /** The revisions and their graph; none of them is run. */
  readonly scripts: () => ScriptDirectory;
  /** The code of one revision, by its path. */
  readonly load: (path: string) => Promise<LoadedRevision>;
  /** The checksum of one revision's text, by its path; its code is not loaded. */
  readonly checksum: (path: string) => Promise<string>;
}

/** The revision files of a project, read when they are first asked for. */
export function revisionFiles(settings: Settings, modules: Modules): RevisionSource {
  return remembered({
    scripts: () => readScriptDirectory(settings),
    // Commands that only look at the history need none of the code that loads bodies.
    load: async (path) => (await import("./load.ts")).loadRevision(absolute(settings, path), modules),
    checksum: async (path) =>
      (await import("./load.ts")).checksumOf(readFileSync(absolute(settings, path), "utf8")),
  });
}

/** The same source, in which nothing is read twice. */
export function remembered(source: RevisionSource): RevisionSource {
  const loaded = new Map<string, Promise<LoadedRevision>>();
  let scripts: ScriptDirectory | null = null;
  return {
    checksum: source.checksum,
    scripts: () => (scripts ??= source.scripts()),
    load(path) {
      const known = loaded.get(path) ?? source.load(path);
      loaded.set(path, known);
      // A file that failed may have been corrected when it is asked for again.
      known.catch(() => loaded.delete(path));
      return known;
    },
  };
}
