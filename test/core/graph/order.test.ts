import * as fc from "fast-check";
import { expect, it } from "vitest";
import { newestFirst } from "../../../src/core/graph/order.ts";
import { buildGraph, nodeOf, type RevisionGraph } from "../../../src/core/graph/revision-graph.ts";
import { required } from "../../../src/core/graph/traverse.ts";
import { anyRevisions } from "../../support/graphs.ts";

/** The order said plainly, with a set of ancestors for each line. */
function plainOrder(graph: RevisionGraph): string[] {
  const lines = [...graph.realHeads];
  const output: string[] = [];
  let at = 0;
  while (lines.length > 0) {
    const id = lines[at] ?? "";
    const above = lines.findIndex((other) => other !== id && required(graph, [other]).has(id));
    if (above !== -1) {
      at = above;
      continue;
    }
    output.push(id);
    const [next, ...others] = nodeOf(graph, id).parents.filter((parent) => !lines.includes(parent));
    if (next === undefined) {
      lines.splice(at, 1);
      at = Math.max(at - 1, 0);
    } else {
      lines[at] = next;
      lines.push(...others);
    }
  }
  return output;
}

it("walks down one line after the other, a fork point after all that is above it", () => {
  fc.assert(
    fc.property(anyRevisions, (revisions) => {
      const graph = buildGraph(revisions);
      expect(newestFirst(graph, new Set(graph.nodes.keys()))).toEqual(plainOrder(graph));
    }),
    { numRuns: 300 },
  );
});
