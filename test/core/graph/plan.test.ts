import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { appliedRevisions, rowsOf, type HeadChange } from "../../../src/core/graph/heads.ts";
import { planDowngrade, planUpgrade, type Plan } from "../../../src/core/graph/plan.ts";
import { buildGraph, type RevisionGraph } from "../../../src/core/graph/revision-graph.ts";
import { required } from "../../../src/core/graph/traverse.ts";
import { anyRevisions, draw, graph } from "../../support/graphs.ts";

const diamond = graph`a -> b1 b2; b1 b2 -> m -> z`;
const dependent = graph`a1 [A] -> a2 -> a3; b1 [B] -> b2 (needs a2) -> b3`;

/** Steps as one line: `b2[UPD a->b2]`. */
function shown({ steps }: Plan): string {
  return steps.map(({ revision, rows }) => `${revision.id}[${change(rows)}]`).join(" ");
}

function change({ delete: gone, update, insert }: HeadChange): string {
  const parts = [
    ...gone.map((id) => `DEL ${id}`),
    ...insert.map((id) => `INS ${id}`),
    ...(update === null ? [] : [`UPD ${update[0]}->${update[1]}`]),
  ];
  return parts.join("; ");
}

function ids({ steps }: Plan): string[] {
  return steps.map((step) => step.revision.id);
}

describe("what steps do to the rows of the version table", () => {
  it.each<[string, RevisionGraph, "up" | "down", string, string[], string, string[]]>([
    [
      "a diamond goes up",
      diamond,
      "up",
      "head",
      [],
      "a[INS a] b2[UPD a->b2] b1[INS b1] m[DEL b1; UPD b2->m] z[UPD m->z]",
      ["z"],
    ],
    [
      "a diamond goes down",
      diamond,
      "down",
      "base",
      ["z"],
      "z[UPD z->m] m[INS b1; UPD m->b2] b1[DEL b1] b2[UPD b2->a] a[DEL a]",
      [],
    ],
    [
      "a dependency is consumed",
      dependent,
      "up",
      "heads",
      [],
      "a1[INS a1] a2[UPD a1->a2] b1[INS b1] b2[DEL b1; UPD a2->b2] b3[UPD b2->b3] a3[INS a3]",
      ["a3", "b3"],
    ],
    ["only the row below moves", dependent, "up", "b2", ["a3", "b1"], "b2[UPD b1->b2]", ["a3", "b2"]],
    [
      "a dependency comes back",
      dependent,
      "down",
      "b1",
      ["b3"],
      "b3[UPD b3->b2] b2[INS b1; UPD b2->a2]",
      ["a2", "b1"],
    ],
    [
      "one branch goes to base",
      dependent,
      "down",
      "B@base",
      ["a3", "b3"],
      "b3[UPD b3->b2] b2[UPD b2->b1] b1[DEL b1]",
      ["a3"],
    ],
    [
      "dependents fall with a branch",
      dependent,
      "down",
      "A@base",
      ["a3", "b3"],
      "a3[DEL a3] b3[UPD b3->b2] b2[INS b1; UPD b2->a2] a2[UPD a2->a1] a1[DEL a1]",
      ["b1"],
    ],
    ["what is implied needs no row", dependent, "down", "a2", ["a3", "b3"], "a3[DEL a3]", ["b3"]],
  ])("%s", (_, drawn, way, target, current, steps, to) => {
    const plan = way === "up" ? planUpgrade(drawn, current, target) : planDowngrade(drawn, current, target);
    expect(shown(plan)).toBe(steps);
    expect(plan.to).toEqual(to);
  });

  it("merges three branches twice over", () => {
    const twins = graph`a -> b1 b2 b3; b1 b2 b3 -> c1 -> d1; b1 b2 b3 -> c2 -> d2`;
    const up = planUpgrade(twins, [], "heads");
    expect(up.to).toEqual(["d1", "d2"]);
    expect(planDowngrade(twins, up.to, "base").to).toEqual([]);
  });

  it("keeps a dependency that another branch still stands on", () => {
    const crossed = graph`a1 -> a2 -> a3; b1 -> b2 (needs a3) -> b3`;
    expect(planDowngrade(crossed, ["b3"], "b1").to).toEqual(["a3", "b1"]);
  });

  it("leaves no row that the other row implies when a merge is taken back", () => {
    const over = graph`a1 -> b1 (needs a1); a1 b1 -> bmerge`;
    expect(planDowngrade(over, ["bmerge"], "-1").to).toEqual(["b1"]);
  });

  it("ignores a dependency that a revision below declares already", () => {
    const repeated = graph`a -> b; x (needs b) -> y -> z (needs b)`;
    expect(shown(planUpgrade(repeated, ["b"], "z"))).toBe("x[UPD b->x] y[UPD x->y] z[UPD y->z]");
  });

  it("speaks of revisions, not of dependencies, in from and to", () => {
    const plan = planUpgrade(dependent, ["a2", "b1"], "b2");
    expect(plan.steps[0]).toMatchObject({
      from: ["b1"],
      to: ["b2"],
      headsBefore: ["a2", "b1"],
      headsAfter: ["b2"],
    });
  });
});

describe("upgrade", () => {
  const line = graph`a -> b -> c -> d`;
  const fork = graph`a -> b -> c1 [one] -> d1; b -> c2 [two] -> d2`;

  it.each<[string, RevisionGraph, string[], string, string[]]>([
    ["+1 goes one up", line, ["b"], "+1", ["c"]],
    ["+2 starts at base when nothing is applied", line, [], "+2", ["a", "b"]],
    ["an id goes up to it", line, ["a"], "c", ["b", "c"]],
    ["id+N counts from the id", line, [], "b+1", ["a", "b", "c"]],
    ["head-N counts down from the head", line, ["a"], "head-1", ["b", "c"]],
    ["base+N counts from base", line, [], "base+2", ["a", "b"]],
    ["label@head takes one branch", fork, [], "one@head", ["a", "b", "c1", "d1"]],
    ["label@+N follows the branch past a fork", fork, ["b"], "two@+1", ["c2"]],
    ["label@+N starts at what other rows imply", fork, ["d1"], "two@+2", ["c2", "d2"]],
    ["label@+N starts at base otherwise", fork, [], "two@+3", ["a", "b", "c2"]],
    ["an id names its branch", fork, [], "c2@head", ["a", "b", "c2", "d2"]],
    ["+1 is one revision, whatever else that needs", diamond, ["b1"], "+1", ["b2", "m"]],
    ["below a merge are all its parents", diamond, [], "m-1", ["a", "b2", "b1"]],
    ["heads takes all branches", fork, ["d2"], "heads", ["c1", "d1"]],
    [
      "heads leaves out nothing that is only depended on",
      dependent,
      [],
      "heads",
      ["a1", "a2", "b1", "b2", "b3", "a3"],
    ],
  ])("%s", (_, drawn, current, target, steps) => {
    expect(ids(planUpgrade(drawn, current, target))).toEqual(steps);
  });

  it.each<[RevisionGraph, string[], string, RegExp]>([
    [line, ["d"], "head", /already at d/u],
    [line, ["d"], "b", /Already applied: b.*mig downgrade/u],
    [line, ["d"], "base", /mig downgrade base/u],
    [buildGraph([]), [], "heads", /no revisions/u],
  ])("says why there is nothing to do (%#)", (drawn, current, target, note) => {
    const plan = planUpgrade(drawn, current, target);
    expect(plan.steps).toEqual([]);
    expect(plan.to).toEqual(current);
    expect(plan.note).toMatch(note);
  });

  it.each<[RevisionGraph, string[], string, string, RegExp]>([
    [fork, [], "head", "multiple-heads", /one@head|one/u],
    [fork, ["b"], "+1", "ambiguous-walk", /c1@\+1/u],
    [fork, ["d1", "d2"], "+1", "several-current-heads", /one@\+1, two@\+1/u],
    [line, ["c"], "+2", "too-few-revisions", /heads/u],
    [line, ["c"], "head-9", "too-few-revisions", /base/u],
    [line, ["c"], "-1", "wrong-direction", /mig downgrade -1/u],
    [line, ["c"], "a:b", "bad-revision-expression", /./u],
    [line, ["gone"], "head", "unknown-database-revision", /stamp --purge/u],
    [line, ["a", "c"], "head", "overlapping-database-heads", /mig stamp c/u],
  ])("refuses what it cannot do (%#)", (drawn, current, target, code, hint) => {
    expect(() => planUpgrade(drawn, current, target)).toThrow(
      expect.objectContaining({ code, hint: expect.stringMatching(hint) as string }) as Error,
    );
  });

  it("names the revision that a row was squashed into", () => {
    const [first, ...rest] = draw("s -> t");
    const squashed = buildGraph([{ ...first!, replaces: ["old1", "old2"] }, ...rest]);
    expect(() => planUpgrade(squashed, ["old1"], "head")).toThrow(/old1 \(squashed into s\)/u);
  });
});

describe("downgrade", () => {
  const line = graph`a -> b -> c -> d`;
  const fork = graph`a -> b -> c1 [one] -> d1; b -> c2 [two] -> d2`;
  const joined = graph`a -> b1 [one]; a -> b2 [two]; b1 b2 -> m`;

  it.each<[string, RevisionGraph, string[], string, string[], string[]]>([
    ["-1 takes back the last", line, ["c"], "-1", ["c"], ["b"]],
    ["-N may reach base", line, ["b"], "-2", ["b", "a"], []],
    ["-1 takes a merge back to its parents", joined, ["m"], "-1", ["m"], ["b1", "b2"]],
    ["merge-1 does so too", joined, ["m"], "m-1", ["m"], ["b1", "b2"]],
    ["label@-N goes on below a merge", joined, ["m"], "one@-2", ["m", "b1"], ["b2"]],
    ["label@-1 moves one of several heads", fork, ["d1", "d2"], "two@-1", ["d2"], ["c2", "d1"]],
    [
      "label@-1 finds a head that is only depended on",
      dependent,
      ["b3"],
      "A@-1",
      ["b3", "b2", "a2"],
      ["a1", "b1"],
    ],
    ["an id takes back all that follows", fork, ["d1", "d2"], "b", ["d1", "c1", "d2", "c2"], ["b"]],
    ["label@id takes back one branch", fork, ["d1", "d2"], "one@b", ["d1", "c1"], ["d2"]],
    ["label@base leaves a trunk that others share", fork, ["d1", "d2"], "one@base", ["d1", "c1"], ["d2"]],
    ["label@base leaves it when the others are not applied", fork, ["d1"], "one@base", ["d1", "c1"], ["b"]],
    ["label@base takes a merge with it", joined, ["m"], "two@base", ["m", "b2"], ["b1"]],
    [
      "label@base of a trunk takes everything",
      fork,
      ["d1", "d2"],
      "a@base",
      ["d1", "c1", "d2", "c2", "b", "a"],
      [],
    ],
    ["base+N counts from base", line, ["d"], "base+2", ["d", "c"], ["b"]],
    ["id-N counts from the id", line, ["d"], "c-1", ["d", "c"], ["b"]],
    ["id-N at base takes back that base alone", dependent, ["a3", "b1"], "b1-1", ["b1"], ["a3"]],
  ])("%s", (_, drawn, current, target, steps, to) => {
    const plan = planDowngrade(drawn, current, target);
    expect(ids(plan)).toEqual(steps);
    expect(plan.to).toEqual(to);
  });

  it.each<[RevisionGraph, string[], string, RegExp]>([
    [line, ["c"], "c", /already at c/u],
    [dependent, ["b3"], "a2", /already at a2/u],
    [line, [], "base", /Nothing is applied/u],
    [fork, ["d1"], "two@base", /Nothing of two/u],
  ])("says why there is nothing to do (%#)", (drawn, current, target, note) => {
    const plan = planDowngrade(drawn, current, target);
    expect(plan).toMatchObject({ steps: [], to: current });
    expect(plan.note).toMatch(note);
  });

  it.each<[RevisionGraph, string[], string, string, RegExp]>([
    [fork, ["d1", "d2"], "-1", "several-current-heads", /one@-1, two@-1/u],
    [joined, ["m"], "-2", "ambiguous-walk", /b1@-1/u],
    [line, ["b"], "-3", "too-few-revisions", /base/u],
    [line, [], "-1", "too-few-revisions", /base/u],
    [line, ["b"], "+1", "wrong-direction", /mig upgrade \+1/u],
    [line, ["b"], "d", "not-applied", /mig upgrade d/u],
    [line, ["b"], "d-1", "not-applied", /mig upgrade d/u],
    [line, ["b"], "d-2", "not-applied", /mig upgrade d/u],
    [line, ["b"], "d-3", "not-applied", /mig upgrade d/u],
    [dependent, ["a3"], "b1-1", "not-applied", /mig upgrade b1/u],
    [fork, ["d1", "d2"], "typo@base", "unknown-branch", /one, two/u],
    [fork, ["d1", "d2"], "typo@a", "unknown-branch", /one, two/u],
    [fork, ["d1", "d2"], "one@c2", "not-on-branch", /./u],
    [graph`a [A]; b [B]`, ["a"], "B@-1", "branch-not-applied", /current/u],
    [line, ["gone"], "base", "unknown-database-revision", /version table/u],
    [line, ["a", "b"], "-1", "overlapping-database-heads", /mig stamp b/u],
  ])("refuses what it cannot do (%#)", (drawn, current, target, code, hint) => {
    expect(() => planDowngrade(drawn, current, target)).toThrow(
      expect.objectContaining({ code, hint: expect.stringMatching(hint) as string }) as Error,
    );
  });
});

describe("any graph", () => {
  const state = fc.tuple(anyRevisions, fc.array(fc.nat()), fc.nat());

  it("goes up and down again to the same rows", () => {
    fc.assert(
      fc.property(anyRevisions, (revisions) => {
        const any = buildGraph(revisions);
        const up = planUpgrade(any, [], "heads");
        expect(up.to).toEqual(any.realHeads);
        const down = planDowngrade(any, up.to, "base");
        expect(down.to).toEqual([]);
        expect(ids(down)).toEqual(ids(up).reverse());
      }),
    );
  });

  it("applies what a revision needs before it, and keeps the rows minimal at each step", () => {
    fc.assert(
      fc.property(state, ([revisions, picks, pick]) => {
        const any = buildGraph(revisions);
        const all = [...any.nodes.keys()];
        fc.pre(all.length > 0);
        const from = rowsOf(
          any,
          required(
            any,
            picks.map((each) => all[each % all.length] ?? ""),
          ),
        );
        const target = all[pick % all.length] ?? "";
        const applied = appliedRevisions(any, from);
        const plan = planUpgrade(any, from, target);
        for (const step of plan.steps) {
          for (const needed of [...step.revision.downRevisions, ...step.revision.dependsOn]) {
            expect(applied).toContain(needed);
          }
          applied.add(step.revision.id);
          expect(step.headsAfter).toEqual(rowsOf(any, applied));
          expect(after(step.headsBefore, step.rows)).toEqual(step.headsAfter);
        }
        expect(plan.to).toEqual(rowsOf(any, required(any, [...from, target])));
      }),
    );
  });

  it("takes back what needs a revision before it, and keeps the rows minimal at each step", () => {
    fc.assert(
      fc.property(state, ([revisions, picks, pick]) => {
        const any = buildGraph(revisions);
        const all = [...any.nodes.keys()];
        fc.pre(all.length > 0);
        const from = rowsOf(
          any,
          required(
            any,
            picks.map((each) => all[each % all.length] ?? ""),
          ),
        );
        const applied = appliedRevisions(any, from);
        const target = [...applied][pick % Math.max(applied.size, 1)] ?? "base";
        const plan = planDowngrade(any, from, target);
        for (const step of plan.steps) {
          applied.delete(step.revision.id);
          expect(step.headsAfter).toEqual(rowsOf(any, applied));
          expect(after(step.headsBefore, step.rows)).toEqual(step.headsAfter);
          for (const id of applied) expect(any.nodes.get(id)?.parents).not.toContain(step.revision.id);
        }
        if (target !== "base") expect(applied).toContain(target);
        expect(planUpgrade(any, plan.to, "heads").to).toEqual(any.realHeads);
      }),
    );
  });

  it("gives the same plan in whatever order its revisions come", () => {
    fc.assert(
      fc.property(anyRevisions, (revisions) => {
        const one = planUpgrade(buildGraph(revisions), [], "heads");
        const other = planUpgrade(buildGraph(revisions.toReversed()), [], "heads");
        expect(other).toEqual(one);
      }),
    );
  });
});

function after(rows: readonly string[], { delete: gone, update, insert }: HeadChange): string[] {
  const result = new Set(rows);
  for (const id of [...gone, ...(update === null ? [] : [update[0]])]) expect(result.delete(id)).toBe(true);
  for (const id of [...insert, ...(update === null ? [] : [update[1]])]) result.add(id);
  return [...result].sort();
}
