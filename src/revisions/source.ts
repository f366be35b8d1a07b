import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { LoadedRevision } from "./load.ts";
import type { Repeatable } from "./repeatable.ts";
import { buildGraph } from "../core/graph/revision-graph.ts";
import type { Revision } from "../core/graph/revision.ts";
import { absolute, readHeaders, repeatableFolder, type ScriptDirectory } from "./directory.ts";
import type { Modules } from "../settings/modules.ts";
import type { Settings } from "../settings/settings.ts";
import type { Surroundings } from "../settings/surroundings.ts";

/** Where revisions come from: files, or a bundle. */
export interface RevisionSource {
  /** The headers of all revisions, whatever graph they form. */
  readonly headers: () => readonly Revision[];
  /** The revisions and their graph; none of them is run. */
  readonly scripts: () => ScriptDirectory;
  /** The repeatable scripts in the order in which they run. Throws what is wrong with them. */
  readonly repeatables: () => Promise<readonly Repeatable[]>;
  /** The code of one revision, by its path. */
  readonly load: (path: string) => Promise<LoadedRevision>;
  /** The checksum of one revision's text, by its path; its code is not loaded. */
  readonly checksum: (path: string) => Promise<string>;
}

/** A project as far as its revision files go: what it takes to write one. */
export interface RevisionProject extends RevisionSource, Surroundings {
  readonly settings: Settings;
}

/** The revision files of a project, read when they are first asked for. */
export function revisionFiles(settings: Settings, modules: Modules): RevisionSource {
  let read: ReturnType<typeof readHeaders> | null = null;
  const files = (): ReturnType<typeof readHeaders> => (read ??= readHeaders(settings));
  return remembered({
    headers: () => files().revisions,
    scripts() {
      const { locations, revisions } = files();
      return { locations, graph: buildGraph(revisions) };
    },
    async repeatables() {
      const isThere = settings.revisions.some((folder) =>
        existsSync(join(absolute(settings, folder), repeatableFolder)),
      );
      return isThere ? (await import("./repeatable.ts")).readRepeatables(settings) : [];
    },
    // Commands that only look at the history need none of the code that loads bodies.
    load: async (path) => (await import("./load.ts")).loadRevision(absolute(settings, path), modules),
    checksum: async (path) =>
      (await import("./load.ts")).checksumOf(readFileSync(absolute(settings, path), "utf8")),
  });
}

/** How many revisions are kept loaded: of a longer history each is loaded once more when it runs. */
const mostLoaded = 1000;

/** The same source, in which nothing is read twice, as far as it can be kept. */
export function remembered(source: RevisionSource): RevisionSource {
  const loaded = new Map<string, Promise<LoadedRevision>>();
  let scripts: ScriptDirectory | null = null;
  return {
    headers: source.headers,
    repeatables: source.repeatables,
    checksum: source.checksum,
    scripts: () => (scripts ??= source.scripts()),
    load(path) {
      const known = loaded.get(path) ?? source.load(path);
      loaded.set(path, known);
      // The one that was asked for first has run before all others, or waits for them.
      const [first] = loaded.size > mostLoaded ? loaded.keys() : [];
      if (first !== undefined) loaded.delete(first);
      // A file that failed may have been corrected when it is asked for again.
      known.catch(() => loaded.delete(path));
      return known;
    },
  };
}
