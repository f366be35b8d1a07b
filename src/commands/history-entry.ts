import type { Revision } from "../core/graph/revision.ts";
import { nodeOf, type RevisionGraph } from "../core/graph/revision-graph.ts";

/** What a revision is other than one of a line. */
export type HistoryFlag =
  | "head"
  | "effective head"
  | "current"
  | "changed"
  | "branchpoint"
  | "mergepoint"
  | "base";

/** A revision as commands show it. */
export interface HistoryEntry {
  readonly revision: string;
  /** null for a base, a list for a merge. */
  readonly downRevision: string | readonly string[] | null;
  /** The labels that the revision carries, its own and inherited ones. */
  readonly labels: readonly string[];
  readonly dependsOn: readonly string[];
  readonly message: string;
  /** The file, relative to the project. */
  readonly path: string;
  readonly flags: readonly HistoryFlag[];
  /** The whole text of the header. */
  readonly doc: string;
  readonly createdAt: string | null;
  /** The revisions that follow it. */
  readonly branchesInto: readonly string[];
}

/**
 * A revision with its place in the graph; `current` are the heads of the database, `changed` the revisions whose
 * file was edited after they were applied, where they are known.
 */
export function historyEntry(
  graph: RevisionGraph,
  revision: Revision,
  current: readonly string[] = [],
  changed: ReadonlySet<string> = new Set(),
): HistoryEntry {
  const { id, downRevisions } = revision;
  const { children, labels } = nodeOf(graph, id);
  const flags: HistoryFlag[] = [];
  if (children.length === 0) flags.push(graph.realHeads.includes(id) ? "head" : "effective head");
  if (current.includes(id)) flags.push("current");
  if (changed.has(id)) flags.push("changed");
  if (children.length > 1) flags.push("branchpoint");
  if (downRevisions.length > 1) flags.push("mergepoint");
  if (downRevisions.length === 0) flags.push("base");
  return {
    revision: id,
    downRevision: downRevisions.length > 1 ? downRevisions : (downRevisions[0] ?? null),
    labels,
    dependsOn: revision.dependsOn,
    message: revision.message,
    path: revision.path,
    flags,
    doc: revision.doc,
    createdAt: revision.createdAt,
    branchesInto: children,
  };
}
