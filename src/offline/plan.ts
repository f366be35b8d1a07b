import { badUsage } from "../core/errors/run.ts";
import { unrelatedRange } from "../core/errors/target.ts";
import { parseRange } from "../core/graph/expression.ts";
import { planDowngrade, planUpgrade, type Direction, type Plan } from "../core/graph/plan.ts";
import type { RevisionGraph } from "../core/graph/revision-graph.ts";

/** The plan of a script: without a database its start is the left side of the range, or base for an upgrade. */
export function offlinePlan(graph: RevisionGraph, direction: Direction, target: string): Plan {
  const range = parseRange(target);
  if (direction === "upgrade") {
    const from = startOf(graph, range?.start ?? null);
    const plan = planUpgrade(graph, from, range === null ? target : (range.end ?? "heads"));
    // Nothing to do is right between a place and itself; downwards it would be an empty script.
    const same = range === null || sameSet(from, startOf(graph, range.end ?? "heads"));
    if (plan.steps.length === 0 && !same)
      throw unrelatedRange({ text: target, start: range.start ?? "base" });
    return plan;
  }
  if (range === null) {
    throw badUsage(
      "A script of a downgrade must know where it starts.",
      `Give a range: mig downgrade <from>:${target} --sql`,
    );
  }
  return planDowngrade(graph, startOf(graph, range.start ?? "heads"), range.end ?? "base");
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
}

/** The heads of a database on which a revision, and all that it needs, is applied. */
function startOf(graph: RevisionGraph, name: string | null): readonly string[] {
  if (name === null || name === "base") return [];
  const { to } = planUpgrade(graph, [], name);
  const squash = graph.aliases.get(name);
  // Who says the last of the squashed revisions has a database whose row still says so.
  return squash === undefined ? to : to.map((id) => (id === squash ? name : id));
}
