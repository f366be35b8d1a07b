import { historyRange } from "../core/graph/range.ts";
import { viewFor } from "../core/graph/view.ts";
import { historyEntry, type HistoryEntry } from "./history-entry.ts";
import { currentHeads } from "./current.ts";
import { environmentOf, type Project } from "../project/environment.ts";

export interface HistoryOptions {
  /** `a:b`, `a:`, `:b`, `-3:current`; everything when absent. */
  readonly range?: string;
  /** Mark the current revisions; needs the database. */
  readonly indicateCurrent?: boolean;
}

export interface HistoryResult {
  /** Newest first. */
  readonly revisions: readonly HistoryEntry[];
}

/** The revisions of a range, newest first. */
export async function history(project: Project, options: HistoryOptions = {}): Promise<HistoryResult> {
  const environment = environmentOf(project);
  const range = options.range ?? null;
  const needsDatabase = (options.indicateCurrent ?? false) || (range !== null && /\bcurrent\b/u.test(range));
  const current = needsDatabase ? await currentHeads(environment) : [];
  const graph = viewFor(environment.scripts().graph, current, ...(range === null ? [] : [range]));
  const rows = current.map((id) => graph.aliases.get(id) ?? id);
  const marked = options.indicateCurrent === true ? rows : [];
  return {
    revisions: historyRange(graph, range, current).map((revision) => historyEntry(graph, revision, marked)),
  };
}
