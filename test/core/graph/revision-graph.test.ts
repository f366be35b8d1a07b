import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MigError } from "../../../src/core/errors.ts";
import { isAtHeads } from "../../../src/core/graph/heads.ts";
import { buildGraph, checkNewRevision } from "../../../src/core/graph/revision-graph.ts";
import type { Revision } from "../../../src/core/graph/revision.ts";
import { anyRevisions, draw, graph, revision } from "../../support/graphs.ts";

function refusal(act: () => unknown): MigError {
  try {
    act();
  } catch (error) {
    if (error instanceof MigError) return error;
    throw error;
  }
  throw new Error("was not refused");
}

describe("a graph", () => {
  it("tells heads from real heads, and finds bases", () => {
    const drawn = graph`a1 -> a2; b1 -> b2 (needs a2)`;
    expect(drawn.heads).toEqual(["a2", "b2"]);
    expect(drawn.realHeads).toEqual(["b2"]);
    expect(drawn.bases).toEqual(["a1", "b1"]);
    expect(isAtHeads(drawn, ["b2"])).toBe(true);
    expect(isAtHeads(drawn, ["a2", "b2"])).toBe(false);
  });

  it("resolves a dependency on a label to the labelled revision", () => {
    const drawn = graph`a1 [A] -> a2; b1 (needs A)`;
    expect(drawn.nodes.get("b1")).toMatchObject({ dependencies: ["a1"], parents: ["a1"] });
    expect(drawn.nodes.get("a1")?.dependents).toEqual(["b1"]);
  });

  it("needs no dependency that it follows, or that a revision below declares", () => {
    const drawn = graph`a -> b (needs a); x (needs b) -> y -> z (needs b a)`;
    expect(drawn.nodes.get("b")?.parents).toEqual(["a"]);
    expect(drawn.nodes.get("z")?.parents).toEqual(["y", "a"]);
  });

  it("spreads a label up, and down to the preceding branch point", () => {
    const drawn = graph`root -> fork -> c1 -> c2 [one] -> c3; fork -> d1; c3 d1 -> m -> n [tail]`;
    const carriers = (label: string): string[] =>
      [...drawn.nodes.values()].filter((node) => node.labels.includes(label)).map((node) => node.id);
    expect(carriers("one")).toEqual(["c1", "c2", "c3", "m", "n"]);
    expect(carriers("tail")).toEqual(["n"]);
  });

  it("spreads a label to the base where no branch parts before", () => {
    const drawn = graph`a -> b [one] -> c1; b -> c2`;
    expect([...drawn.nodes.values()].every((node) => node.labels.includes("one"))).toBe(true);
  });

  it("drops repeated dependencies as a search through all ancestors would", () => {
    fc.assert(
      fc.property(anyRevisions, (revisions) => {
        const any = buildGraph(revisions);
        for (const node of any.nodes.values()) {
          const lower = new Set(node.down);
          for (const id of lower) for (const down of any.nodes.get(id)?.down ?? []) lower.add(down);
          const declared = new Set([...lower].flatMap((id) => any.nodes.get(id)?.dependencies ?? []));
          const fresh = node.dependencies.filter((id) => !declared.has(id));
          expect(node.parents).toEqual([...new Set([...node.down, ...fresh])]);
        }
      }),
    );
  });
});

describe("faults of the files", () => {
  const twice = [revision("a"), revision("a", { path: "revisions/a_again.ts", line: 7 })];

  it.each<[string, Revision[], string, RegExp]>([
    [
      "an id given twice",
      twice,
      "duplicate-revision",
      /a is there 2 times: revisions\/a\.ts, revisions\/a_again\.ts:7/u,
    ],
    [
      "an unknown down revision",
      draw("a").concat(revision("b", { downRevisions: ["nope"] })),
      "missing-revision",
      /b follows nope.*revisions\/b\.ts/u,
    ],
    [
      "an unknown dependency",
      draw("a").concat(revision("b", { dependsOn: ["nope"] })),
      "missing-revision",
      /b depends on nope/u,
    ],
    [
      "a revision that follows itself",
      [revision("a", { downRevisions: ["a"] })],
      "revision-cycle",
      /a follows itself \(revisions\/a\.ts\)/u,
    ],
    [
      "a circle, and only its members",
      draw("a -> b -> c -> a; c -> d -> e"),
      "revision-cycle",
      /^Revisions a, b, c follow each other in a circle/u,
    ],
    ["a revision that depends on itself", draw("a (needs a)"), "dependency-cycle", /a depends on itself/u],
    [
      "a circle through dependencies",
      draw("a -> b (needs d); c -> d (needs b); d -> e"),
      "dependency-cycle",
      /^Revisions b, d depend on/u,
    ],
    [
      "a label given twice",
      draw("a [one]; b [one]"),
      "duplicate-branch-label",
      /one.*revision a.*revision b/u,
    ],
    [
      "a label that is an id",
      draw("a [b]; b"),
      "duplicate-branch-label",
      /label of revision a.*id of revision b/u,
    ],
    ["a label that reads as a step", draw("a [feature-2]"), "illegal-branch-label", /feature-2/u],
    ["a reserved label", draw("a [head]"), "illegal-branch-label", /reserved/u],
    ["a reserved id", draw("current"), "illegal-revision-id", /reserved/u],
    ["an id with a colon", [revision("a:b")], "illegal-revision-id", /":"/u],
    ["an empty id", [revision("")], "illegal-revision-id", /empty/u],
  ])("%s is named with its file", (_, revisions, code, message) => {
    const error = refusal(() => buildGraph(revisions));
    expect(error).toMatchObject({ code, exitCode: 1 });
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/revisions\//u);
    expect(error.hint).not.toBe("");
  });

  it("are all named at once", () => {
    const revisions = [
      ...twice,
      ...draw("b [one]; c [one]; d -> e -> d"),
      revision("f", { downRevisions: ["nope"] }),
      revision("g-h"),
    ];
    const error = refusal(() => buildGraph(revisions));
    expect(error.code).toBe("invalid-graph");
    expect(error.details["problems"]).toMatchObject([
      { code: "illegal-revision-id" },
      { code: "duplicate-revision" },
      { code: "duplicate-branch-label" },
      { code: "missing-revision" },
      { code: "revision-cycle" },
    ]);
    for (const id of ["g-h", "a", "one", "nope", "d, e"]) expect(error.message).toContain(id);
  });

  it("name what is not there, whichever revision follows it or depends on it", () => {
    fc.assert(
      fc.property(anyRevisions, fc.nat(), fc.boolean(), (revisions, pick, follows) => {
        fc.pre(revisions.length > 0);
        const at = pick % revisions.length;
        const list = follows ? "downRevisions" : "dependsOn";
        const faulty = revisions.map((each, index) =>
          index === at ? { ...each, [list]: [...each[list], "nope"] } : each,
        );
        expect(refusal(() => buildGraph(faulty))).toMatchObject({
          code: "missing-revision",
          message: expect.stringContaining(revisions[at]?.id ?? ""),
        });
      }),
    );
  });

  it("are the same in whatever order the files come", () => {
    const revisions = [...twice, ...draw("b [one]; c [one]; d -> e -> d")];
    const one = refusal(() => buildGraph(revisions)).message;
    expect(refusal(() => buildGraph(revisions.toReversed())).message).toBe(one);
  });
});

describe("what must be applied right before a revision", () => {
  it.each([1, 30, 31, 32, 62, 63, 100])(
    "is none of the %i dependencies that the revision below it declares already",
    (count) => {
      const needed = Array.from({ length: count }, (_, at) => `n${String(at).padStart(3, "0")}`);
      const built = buildGraph([
        ...needed.map((id) => revision(id)),
        revision("below", { dependsOn: needed }),
        revision("above", { downRevisions: ["below"], dependsOn: needed }),
      ]);
      expect(built.nodes.get("below")?.parents).toEqual(needed);
      expect(built.nodes.get("above")?.parents).toEqual(["below"]);
    },
  );
});

describe("a new revision", () => {
  const drawn = graph`a -> b [one]`;

  it("is accepted when the graph stays sound", () => {
    expect(() =>
      checkNewRevision(drawn, revision("c", { downRevisions: ["b"], branchLabels: ["two"] })),
    ).not.toThrow();
  });

  it.each<[Revision, string]>([
    [revision("a", { path: "revisions/a_2.ts" }), "duplicate-revision"],
    [revision("c", { branchLabels: ["one"] }), "duplicate-branch-label"],
    [revision("c", { branchLabels: ["a"] }), "duplicate-branch-label"],
    [revision("one"), "duplicate-branch-label"],
    [revision("c", { downRevisions: ["x"] }), "missing-revision"],
    [revision("c", { dependsOn: ["c"] }), "dependency-cycle"],
    [revision("c-d"), "illegal-revision-id"],
    [revision("heads", { branchLabels: ["a b"] }), "invalid-graph"],
  ])("is refused as a wrong argument otherwise (%#)", (candidate, code) => {
    expect(refusal(() => checkNewRevision(drawn, candidate))).toMatchObject({ code, exitCode: 2 });
  });
});
