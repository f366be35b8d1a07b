import { keptTextFailed, notInJournal } from "../core/errors/journal.ts";
import { buildGraph } from "../core/graph/revision-graph.ts";
import type { Revision } from "../core/graph/revision.ts";
import type { Environment, Records } from "../project/environment.ts";
import { absolute } from "../revisions/directory.ts";
import { readHeader } from "../revisions/header.ts";
import type { LoadedRevision } from "../revisions/load.ts";
import { remembered } from "../revisions/source.ts";
import type { KeptText } from "../records/journal-texts.ts";

/** An environment with the revisions that are applied and have no file, and which these are. */
export interface Completed {
  readonly environment: Environment;
  readonly fromJournal: ReadonlySet<string>;
}

/** A revision as the journal keeps it; its path says that it comes from there. */
interface Kept extends KeptText {
  readonly revision: Revision;
}

/**
 * Complete the files by what the journal keeps of revisions that are applied here and have no file. The journal
 * is read, nothing is run. Throws not-in-journal when a head, or what leads to it, is not there either.
 */
export async function completedFromJournal(environment: Environment): Promise<Completed> {
  const files = environment.headers();
  const kept = await environment.reading((records) => missingFrom(records, files));
  if (kept.length === 0) return { environment, fromJournal: new Set() };
  const names = kept.map(({ revision }) => revision.id).join(", ");
  const text = `Taken from the journal, since there is no file: ${names}.`;
  environment.report({ kind: "notice", level: "info", text });
  const byPath = new Map(kept.map((each) => [each.revision.path, each]));
  const source = remembered({
    repeatables: environment.repeatables,
    headers: () => [...files, ...kept.map(({ revision }) => revision)],
    scripts: () => ({ locations: [], graph: buildGraph(source.headers()) }),
    load(path) {
      const each = byPath.get(path);
      return each === undefined ? environment.load(path) : loadKept(environment, each);
    },
    checksum: async (path) => byPath.get(path)?.checksum ?? environment.checksum(path),
  });
  return {
    environment: { ...environment, ...source },
    fromJournal: new Set(kept.map(({ revision }) => revision.id)),
  };
}

/** From the heads downwards, and below the files: what is applied and not known. */
async function missingFrom(
  { connection, versionTable, journal }: Records,
  files: readonly Revision[],
): Promise<readonly Kept[]> {
  // A squash is what the last revision that it replaces was.
  const known = new Set(files.flatMap(({ id, replaces }) => [id, ...replaces.slice(-1)]));
  const applied = new Map(
    (await journal.latestCompleted(connection))
      .filter(({ direction }) => direction === "upgrade")
      .map(({ revision, checksum }) => [revision, checksum]),
  );
  const needed = [...(await versionTable.read(connection))];
  // What a file or a header names may be a label, and what is wrong with it otherwise the graph says.
  const named = files.flatMap(({ downRevisions, dependsOn }) => [...downRevisions, ...dependsOn]);
  const { checksumOf } = await import("../revisions/load.ts");
  const kept: Kept[] = [];
  const missing: string[] = [];
  for (;;) {
    const isNeeded = needed.length > 0;
    const id = isNeeded ? needed.pop() : named.pop();
    if (id === undefined) break;
    if (known.has(id) || (!isNeeded && !applied.has(id))) continue;
    known.add(id);
    const checksum = applied.get(id) ?? null;
    const text = checksum === null ? null : await journal.texts.find(connection, checksum);
    const isWhole = text !== null && checksumOf(text.text) === checksum;
    const revision = isWhole ? headerOf(id, text) : null;
    if (text === null || revision === null) {
      missing.push(id);
      continue;
    }
    kept.push({ ...text, revision });
    needed.push(...revision.downRevisions);
    named.push(...revision.dependsOn);
  }
  if (missing.length > 0) throw notInJournal({ revisions: missing.sort() });
  return kept;
}

function headerOf(id: string, { path, text }: KeptText): Revision | null {
  const header = readHeader(path, text);
  if (header === null || !("revision" in header) || header.revision.id !== id) return null;
  return { ...header.revision, path: `journal:${path}` };
}

async function loadKept(
  { settings, modules }: Environment,
  { revision, path, text }: Kept,
): Promise<LoadedRevision> {
  const { loadRevisionText } = await import("../revisions/load.ts");
  try {
    return await loadRevisionText({ shownAs: revision.path, path: absolute(settings, path), text }, modules);
  } catch (error) {
    // It is a revision's code, which may throw anything.
    throw keptTextFailed({ revision: revision.id, path }, error);
  }
}
