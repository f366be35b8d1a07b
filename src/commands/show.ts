import { resolveRevisions } from "../core/graph/resolve.ts";
import { viewFor } from "../core/graph/view.ts";
import type { Revision } from "../core/graph/revision.ts";
import { environmentOf, type Environment, type Project } from "../project/environment.ts";
import { currentHeads } from "./current.ts";
import { historyEntry, type HistoryEntry } from "./history-entry.ts";

export interface ShowResult {
  readonly revisions: readonly HistoryEntry[];
}

/** The revisions that a name stands for. */
export async function show(project: Project, options: { readonly revision: string }): Promise<ShowResult> {
  const environment = environmentOf(project);
  const { found, current } = await namedRevisions(environment, options.revision);
  const graph = viewFor(environment.scripts().graph, current, options.revision);
  return { revisions: found.map((revision) => historyEntry(graph, revision, current)) };
}

/** The revisions of a name; the database is asked only when the name speaks of `current`. */
export async function namedRevisions(
  environment: Environment,
  name: string,
): Promise<{ readonly found: readonly Revision[]; readonly current: readonly string[] }> {
  const current = /\bcurrent\b/u.test(name) ? await currentHeads(environment) : [];
  return { found: resolveRevisions(environment.scripts().graph, name, current), current };
}
