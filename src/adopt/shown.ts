import type { RevisionEvidence } from "./evidence.ts";
import { newestFirst } from "../core/graph/order.ts";
import type { RevisionGraph } from "../core/graph/revision-graph.ts";

/**
 * The revisions that another tool's table does not name and that the database shows to have been run, since all that they
 * make is there: few tools keep what made the first tables. What rests on something that was not run is not among them.
 */
export function shownByStructure(
  graph: RevisionGraph,
  { named, applied }: { readonly named: ReadonlySet<string>; readonly applied: ReadonlySet<string> },
  evidence: readonly RevisionEvidence[],
): readonly string[] {
  const run = new Set(applied);
  const seen = new Map(evidence.map((each) => [each.revision, each]));
  const shown: string[] = [];
  for (const id of newestFirst(graph, new Set(graph.nodes.keys())).reverse()) {
    if (run.has(id) || named.has(id)) continue;
    const rests = (graph.nodes.get(id)?.parents ?? []).every((parent) => run.has(parent));
    if (!rests || !isShown(seen.get(id))) continue;
    run.add(id);
    shown.push(id);
  }
  return shown;
}

function isShown(seen: RevisionEvidence | undefined): boolean {
  if (seen?.applied !== true || seen.missing.length > 0) return false;
  return seen.signature === true || seen.present.length + seen.superseded.length > 0;
}
