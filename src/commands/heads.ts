import { historyEntry, type HistoryEntry } from "./history-entry.ts";
import { environmentOf, type Project } from "../project/environment.ts";

export interface HeadsOptions {
  /** Only the heads that the version table would hold: those that nothing depends on. */
  readonly resolveDependencies?: boolean;
}

export interface HeadsResult {
  readonly heads: readonly HistoryEntry[];
}

/** The revisions that nothing follows. */
export async function heads(project: Project, options: HeadsOptions = {}): Promise<HeadsResult> {
  const environment = environmentOf(project);
  const { graph } = environment.scripts();
  const ids = options.resolveDependencies === true ? graph.realHeads : graph.heads;
  return {
    heads: ids
      .flatMap((id) => graph.revisions.get(id) ?? [])
      .map((revision) => historyEntry(graph, revision)),
  };
}
