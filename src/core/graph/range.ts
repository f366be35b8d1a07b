import { badRange, unrelatedRange } from "../errors/target.ts";
import { parseExpression, parseRange, type Expression } from "./expression.ts";
import { newestFirst } from "./order.ts";
import { locate, revisionOf, single } from "./resolve.ts";
import type { Revision } from "./revision.ts";
import type { RevisionGraph } from "./revision-graph.ts";
import { above, dependentsOf, required } from "./traverse.ts";
import { viewFor } from "./view.ts";

/** The two ends of `from:to` as an offline script goes; null when the text is no range. */
export function splitRange(text: string): { from: string; to: string } | null {
  const range = parseRange(text);
  if (range === null) return null;
  if (range.end === null) throw badRange({ text, why: "there is nothing after the colon" });
  return { from: range.start ?? "base", to: range.end };
}

/**
 * The revisions of `start:end`, newest first: what the end needs and the start does not, with the start
 * itself; above a start other than base only what follows it. Either side may be left out, and null is
 * everything. A start of `-N` is counted from the end, an end of `+N` from the start; both stop at the
 * ends of the graph.
 */
export function historyRange(
  files: RevisionGraph,
  range: string | null,
  current: readonly string[],
): Revision[] {
  const text = range ?? ":";
  const graph = viewFor(files, current, text);
  const sides = parseRange(text);
  if (sides === null) throw badRange({ text, why: "there is no colon" });
  const { start, end } = findEnds(graph, text, sides.start ?? "base", sides.end ?? "heads", current);
  const needed = required(graph, end);
  const outside = start.find((id) => !needed.has(id));
  if (outside !== undefined) throw unrelatedRange({ text, start: outside });
  if (start.length === 0) return newestFirst(graph, needed).map((id) => revisionOf(graph, id));

  const before = required(graph, start);
  const wanted = new Set([...above(graph, start)].filter((id) => needed.has(id) && !before.has(id)));
  for (const id of start) wanted.add(id);
  // Sorted with what lies between them by dependencies, so that the order holds across it.
  const between = new Set(
    [...dependentsOf(graph, start, needed)].filter((id) => wanted.has(id) || !before.has(id)),
  );
  return newestFirst(graph, between)
    .filter((id) => wanted.has(id))
    .map((id) => revisionOf(graph, id));
}

interface Ends {
  readonly start: readonly string[];
  readonly end: readonly string[];
}

function findEnds(
  graph: RevisionGraph,
  text: string,
  startText: string,
  endText: string,
  current: readonly string[],
): Ends {
  const first = parseExpression(startText);
  const last = parseExpression(endText);
  const find = (expression: Expression, from: readonly string[]): readonly string[] =>
    locate(graph, expression, from, { clamp: true }).ids;
  if (first.symbol === null && first.offset > 0)
    throw badRange({ text, why: "a start of +N has nothing to count from" });
  if (last.symbol === null && last.offset < 0)
    throw badRange({ text, why: "an end of -N has nothing to count from" });
  if (first.symbol === null) {
    if (last.symbol === null) throw badRange({ text, why: "both sides are counted from the other one" });
    const end = onBranch(graph, first, find(last, current), current);
    // Counted from the end of the range, as if the database were there.
    const from = first.branch === null ? single(graph, endText, end) : null;
    return { start: end.length === 0 ? [] : find(first, from === null ? end : [from]), end };
  }
  const start = find(first, current);
  return { start, end: onBranch(graph, first, find(last, last.symbol === null ? start : current), current) };
}

/** A start on a branch keeps the ends of that branch only. */
function onBranch(
  graph: RevisionGraph,
  { branch }: Expression,
  ends: readonly string[],
  current: readonly string[],
): readonly string[] {
  if (branch === null) return ends;
  const line = locate(graph, parseExpression(`${branch}@base`), current).branch?.line;
  return line === undefined ? ends : ends.filter((id) => line.has(id));
}
