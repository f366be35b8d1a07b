import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAtHeads } from "../../../src/core/graph/heads.ts";
import { planDowngrade, planUpgrade, type Plan } from "../../../src/core/graph/plan.ts";
import { buildGraph, type RevisionGraph } from "../../../src/core/graph/revision-graph.ts";
import { planStamp } from "../../../src/core/graph/stamp.ts";
import type { Revision } from "../../../src/core/graph/revision.ts";
import { draw, revision } from "../../support/graphs.ts";

/** Revisions of a drawing, and squashes that replace some of them: `s: a b c`. */
function drawn(drawing: string, ...squashes: string[]): Revision[] {
  const replaces = new Map(
    squashes.map((text) => {
      const [id = "", parts = ""] = text.split(":");
      return [id, parts.trim().split(" ")];
    }),
  );
  return draw(drawing).map((each) => ({ ...each, replaces: replaces.get(each.id) ?? [] }));
}

const squashed = buildGraph(drawn("a -> b -> c -> d -> e; a -> s", "s: b c d"));

function ids({ steps }: Plan): string[] {
  return steps.map((step) => step.revision.id);
}

describe("a squashed revision beside the chain that it replaces", () => {
  it("has one head, and hides the chain", () => {
    expect(squashed.heads).toEqual(["e"]);
    expect([...squashed.nodes.keys()]).toEqual(["a", "e", "s"]);
    expect(squashed.nodes.get("e")?.down).toEqual(["s"]);
  });

  it.each<[string, string[], string, string[], string[]]>([
    ["takes the squash from nothing", [], "heads", ["a", "s", "e"], ["e"]],
    ["takes the squash from below the chain", ["a"], "heads", ["s", "e"], ["e"]],
    ["goes on the old way from the middle", ["c"], "heads", ["d", "e"], ["e"]],
    ["goes the old way to a place in the middle", ["a"], "c", ["b", "c"], ["c"]],
    ["takes the end of the chain for the squash", [], "d", ["a", "s"], ["s"]],
    ["ends at the squash, whichever way it came", ["c"], "s", ["d"], ["s"]],
    ["stays where it is when it is past the chain", ["e"], "heads", [], ["e"]],
  ])("%s", (_, current, target, steps, to) => {
    const plan = planUpgrade(squashed, current, target);
    expect(ids(plan)).toEqual(steps);
    expect(plan.to).toEqual(to);
    expect(plan.restamp).toBeNull();
  });

  it("restamps a database at the end of the chain", () => {
    expect(planUpgrade(squashed, ["d"], "s")).toMatchObject({
      from: ["d"],
      to: ["s"],
      steps: [],
      restamp: { update: ["d", "s"] },
    });
    expect(planUpgrade(squashed, ["d"], "heads")).toMatchObject({
      restamp: { update: ["d", "s"] },
      to: ["e"],
    });
  });

  it.each<[string, string[], string, string[], string[]]>([
    ["takes the squash back in one step", ["e"], "a", ["e", "s"], ["a"]],
    ["goes down the old way to a place in the middle", ["e"], "b", ["e", "d", "c"], ["b"]],
    ["goes down the old way from the squash", ["s"], "c", ["d"], ["c"]],
    ["goes down the old way from the middle", ["c"], "a", ["c", "b"], ["a"]],
  ])("%s", (_, current, target, steps, to) => {
    const plan = planDowngrade(squashed, current, target);
    expect(ids(plan)).toEqual(steps);
    expect(plan.to).toEqual(to);
  });

  it("writes the squash where the chain is completed, so that the rows are one state", () => {
    const plan = planUpgrade(squashed, ["c"], "heads");
    expect(plan.steps.map(({ rows }) => rows.update)).toEqual([
      ["c", "s"],
      ["s", "e"],
    ]);
  });

  it("is at head at either name", () => {
    const last = buildGraph(drawn("a -> b -> c; s", "s: a b c"));
    expect([["c"], ["s"]].map((rows) => isAtHeads(last, rows))).toEqual([true, true]);
    expect(isAtHeads(last, ["b"])).toBe(false);
    expect(planStamp(last, [], ["c"], { purge: false }).to).toEqual(["s"]);
    expect(planStamp(last, ["s"], ["b"], { purge: false }).to).toEqual(["b"]);
  });

  it("works without the old files, for databases that are past them", () => {
    const files = drawn("a -> b -> c -> d -> e; a -> s", "s: b c d").filter(
      ({ id }) => !["b", "c", "d"].includes(id),
    );
    const graph = buildGraph(files);
    expect(ids(planUpgrade(graph, ["d"], "heads"))).toEqual(["e"]);
    expect(() => planUpgrade(graph, ["c"], "heads")).toThrow(
      expect.objectContaining({
        message: expect.stringContaining("c (squashed into s)") as string,
        // It would pass over d.
        hint: expect.not.stringContaining("stamp") as string,
      }) as Error,
    );
  });

  it("can be squashed again", () => {
    const nested = buildGraph(drawn("a -> b -> c -> d; s1 -> c; s2", "s1: a b", "s2: s1 c d"));
    expect(nested.heads).toEqual(["s2"]);
    expect(ids(planUpgrade(nested, [], "heads"))).toEqual(["s2"]);
    expect(ids(planUpgrade(nested, ["a"], "heads"))).toEqual(["b", "c", "d"]);
    expect(ids(planUpgrade(nested, ["b"], "heads"))).toEqual(["c", "d"]);
    expect(planUpgrade(nested, ["b"], "heads")).toMatchObject({
      restamp: { update: ["b", "s1"] },
      to: ["s2"],
    });
    expect(ids(planDowngrade(nested, ["s2"], "s1"))).toEqual(["d", "c"]);
  });

  it("keeps the labels of the chain", () => {
    const labelled = buildGraph(drawn("a -> b [billing] -> c; s", "s: a b c"));
    expect(labelled.labels.get("billing")).toBe("s");
    expect(ids(planUpgrade(labelled, ["a"], "billing@head"))).toEqual(["b", "c"]);
  });

  it.each<[string, Revision[], RegExp]>([
    ["replaces itself", [revision("s", { replaces: ["s"] })], /itself/u],
    ["leaves a gap", drawn("a -> b -> c; s", "s: a c"), /b belongs between them/u],
    ["names one that is not on the way", drawn("a -> b; a -> x; s", "s: a x b"), /x does not lead to b/u],
    ["names one that another names", drawn("a -> b; s; t", "s: a b", "t: b"), /replaced by s already/u],
    ["does not follow what the chain follows", drawn("a -> b -> c; s", "s: b c"), /a belongs between them/u],
  ])("is refused when it %s", (_, revisions, message) => {
    expect(() => buildGraph(revisions)).toThrow(message);
  });
});

/** A line of revisions, a part of which is squashed, perhaps twice. */
const anySquash: fc.Arbitrary<{ graph: RevisionGraph; line: string[] }> = fc
  .record({
    length: fc.integer({ min: 2, max: 9 }),
    cut: fc.tuple(fc.nat(), fc.nat()),
    outer: fc.tuple(fc.boolean(), fc.nat(), fc.nat()),
  })
  .map(({ length, cut, outer }) => {
    const line = Array.from({ length }, (_, i) => `r${i}`);
    const [from, to] = cut.map((n) => n % length).sort((x, y) => x - y) as [number, number];
    const files = line.map((id, i) => revision(id, { downRevisions: i === 0 ? [] : [`r${i - 1}`] }));
    const part = line.slice(from, to + 1);
    files.push(revision("s1", { downRevisions: from === 0 ? [] : [`r${from - 1}`], replaces: part }));
    if (outer[0]) {
      const [low, high] = [outer[1] % (from + 1), to + (outer[2] % (length - to))];
      const replaces = [...line.slice(low, from), "s1", ...line.slice(to + 1, high + 1)];
      files.push(revision("s2", { downRevisions: low === 0 ? [] : [`r${low - 1}`], replaces }));
    }
    return { graph: buildGraph(files), line };
  });

describe("every squash of a line", () => {
  const originals = (graph: RevisionGraph, ran: readonly string[]): string[] =>
    ran.flatMap((id) => {
      const replaces = graph.files.find((each) => each.id === id)?.replaces ?? [];
      return replaces.length === 0 ? [id] : originals(graph, replaces);
    });

  it("does all of the line once, from wherever the old way was left", () => {
    fc.assert(
      fc.property(anySquash, fc.nat(), ({ graph, line }, at) => {
        const done = at % (line.length + 1);
        const current = done === 0 ? [] : [line[done - 1] ?? ""];
        const plan = planUpgrade(graph, current, "heads");
        expect(originals(graph, ids(plan))).toEqual(line.slice(done));
        expect(plan.to).toEqual(graph.realHeads);
      }),
    );
  });

  it("goes down from head to any place of the line, and up again to the same rows", () => {
    fc.assert(
      fc.property(anySquash, fc.nat(), ({ graph, line }, at) => {
        const place = line[at % line.length] ?? "";
        const down = planDowngrade(graph, graph.realHeads, place);
        expect(originals(graph, ids(down)).sort()).toEqual(line.slice((at % line.length) + 1));
        expect(planUpgrade(graph, down.to, "heads").to).toEqual(graph.realHeads);
      }),
    );
  });
});
