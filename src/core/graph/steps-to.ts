import { planUpgrade, type Step } from "./plan.ts";
import type { RevisionGraph } from "./revision-graph.ts";

/** The upgrades that lead from nothing to all of these revisions, each once. */
export function stepsTo(graph: RevisionGraph, ids: readonly string[]): readonly Step[] {
  const steps: Step[] = [];
  let heads: readonly string[] = [];
  for (const id of ids) {
    const plan = planUpgrade(graph, heads, id);
    steps.push(...plan.steps);
    heads = plan.to;
  }
  return steps;
}
