import { historyEntry, type HistoryEntry } from "./history-entry.ts";
import { environmentOf, type Project } from "../project/environment.ts";

export interface BranchesResult {
  /** Each revision that several others follow, with these. */
  readonly branches: readonly {
    readonly branchpoint: HistoryEntry;
    readonly children: readonly HistoryEntry[];
  }[];
}

/** The points at which the history branches. */
export async function branches(project: Project): Promise<BranchesResult> {
  const environment = environmentOf(project);
  const { graph } = environment.scripts();
  const entry = (id: string): readonly HistoryEntry[] => {
    const revision = graph.revisions.get(id);
    return revision === undefined ? [] : [historyEntry(graph, revision)];
  };
  const points = [...graph.nodes.values()].filter((node) => node.children.length > 1);
  return {
    branches: points.flatMap(({ id, children }) =>
      entry(id).map((branchpoint) => ({ branchpoint, children: children.flatMap(entry) })),
    ),
  };
}
