import { historyRange } from "../core/graph/range.ts";
import { viewFor } from "../core/graph/view.ts";
import { historyEntry, type HistoryEntry } from "./history-entry.ts";
import { environmentOf, type Environment, type Project } from "../project/environment.ts";
import { findChangedHistory } from "../run/changed-history.ts";

export interface HistoryOptions {
  /** `a:b`, `a:`, `:b`, `-3:current`; everything when absent. */
  readonly range?: string;
  /** Mark the current revisions, and those whose file was edited after they were applied; needs the database. */
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
  const { current, changed } = needsDatabase
    ? await readCurrent(environment)
    : { current: [], changed: new Set<string>() };
  const graph = viewFor(environment.scripts().graph, current, ...(range === null ? [] : [range]));
  const rows = current.map((id) => graph.aliases.get(id) ?? id);
  const marked = options.indicateCurrent === true ? rows : [];
  return {
    revisions: historyRange(graph, range, current).map((revision) =>
      historyEntry(graph, revision, marked, changed),
    ),
  };
}

/** The heads of the database, and the applied revisions whose file is not what was run. */
async function readCurrent(
  environment: Environment,
): Promise<{ readonly current: readonly string[]; readonly changed: ReadonlySet<string> }> {
  return environment.reading(async (records) => {
    const current = await records.versionTable.read(records.connection);
    const found = current.length === 0 ? [] : await findChangedHistory(environment, records, current);
    const edited = found.filter(({ kind }) => kind === "edited").map(({ revision }) => revision);
    return { current, changed: new Set(edited) };
  });
}
