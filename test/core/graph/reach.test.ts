import * as fc from "fast-check";
import { expect, it } from "vitest";
import { newestFirst } from "../../../src/core/graph/order.ts";
import { reachability } from "../../../src/core/graph/reach.ts";
import { buildGraph } from "../../../src/core/graph/revision-graph.ts";
import { revision } from "../../support/graphs.ts";

/** Parents have lower numbers, or with `turned` higher ones, so that no walk has the numbers on its side. */
const anyParents = fc
  .tuple(fc.array(fc.array(fc.nat(), { maxLength: 4 }), { maxLength: 40 }), fc.boolean())
  .map(([picks, turned]) => {
    const size = picks.length;
    const parents = picks.map((each, node) =>
      node === 0 ? [] : [...new Set(each.map((pick) => pick % node))],
    );
    return turned ? parents.toReversed().map((each) => each.map((node) => size - 1 - node)) : parents;
  });

it("answers as a search through all ancestors would", () => {
  fc.assert(
    fc.property(anyParents, (parents) => {
      const reach = reachability(parents);
      parents.forEach((_, from) => {
        const led = new Set(parents[from]);
        for (const node of led) for (const parent of parents[node] ?? []) led.add(parent);
        parents.forEach((_unused, to) => expect(reach(from, to)).toBe(led.has(to)));
      });
    }),
  );
});

it("orders a fork point that more branches rest on than a short search looks at", () => {
  const branches = Array.from({ length: 40 }, (_, i) => [
    revision(`x${i}`, { downRevisions: ["trunk"] }),
    revision(`y${i}`, { downRevisions: [`x${i}`] }),
    revision(`z${i}`, { downRevisions: [`y${i}`] }),
  ]);
  const graph = buildGraph([revision("trunk"), ...branches.flat()]);
  const order = newestFirst(graph, new Set(graph.nodes.keys()));
  expect(order).toHaveLength(121);
  expect(order.at(-1)).toBe("trunk");
  expect(order.slice(0, 6)).toEqual(["z0", "y0", "x0", "z1", "y1", "x1"]);
});
