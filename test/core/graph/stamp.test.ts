import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowsOf } from "../../../src/core/graph/heads.ts";
import { buildGraph, type RevisionGraph } from "../../../src/core/graph/revision-graph.ts";
import { planStamp } from "../../../src/core/graph/stamp.ts";
import { required } from "../../../src/core/graph/traverse.ts";
import { anyRevisions, graph } from "../../support/graphs.ts";

const line = graph`a -> b -> c`;
const joined = graph`a -> b1 [one]; a -> b2 [two]; b1 b2 -> m`;
const dependent = graph`a1 [A] -> a2 -> a3; b1 [B] -> b2 (needs a2) -> b3`;
const keep = { purge: false };

describe("a stamp", () => {
  it.each<[string, RevisionGraph, string[], string[], string[]]>([
    ["writes the first row", line, [], ["b"], ["b"]],
    ["moves a row up", line, ["a"], ["head"], ["c"]],
    ["moves a row down", line, ["c"], ["a"], ["a"]],
    ["moves one step", line, ["a"], ["+1"], ["b"]],
    ["leaves a row that is there", line, ["b"], ["b"], ["b"]],
    ["removes all rows", joined, ["b1", "b2"], ["base"], []],
    ["joins the rows below a merge", joined, ["b1", "b2"], ["m"], ["m"]],
    ["parts a merge", joined, ["m"], ["b1", "b2"], ["b1", "b2"]],
    ["parts a merge by a step", joined, ["m"], ["-1"], ["b1", "b2"]],
    ["adds a row for another branch", joined, ["b1"], ["b2"], ["b1", "b2"]],
    ["leaves unrelated rows", dependent, ["a3", "b1"], ["a1"], ["a1", "b1"]],
    ["removes one branch", dependent, ["a3", "b1"], ["B@base"], ["a3"]],
    ["keeps what does not depend on the branch removed", dependent, ["a3", "b3"], ["A@base"], ["b1"]],
    ["keeps a branch that depends on the one that moves", dependent, ["a1", "b1"], ["A@head"], ["a3", "b1"]],
    [
      "moves all rows of a branch that is named",
      graph`t [T] -> x1 -> x2; t -> y1`,
      ["x1", "y1"],
      ["T@x2"],
      ["x2"],
    ],
    [
      "moves one of them when none is named",
      graph`t [T] -> x1 -> x2; t -> y1`,
      ["x1", "y1"],
      ["x2"],
      ["x2", "y1"],
    ],
    ["writes real heads only", dependent, [], ["heads"], ["a3", "b3"]],
    [
      "writes one row where one head implies the other",
      graph`t [T] -> x; t -> y (needs x)`,
      [],
      ["T@heads"],
      ["y"],
    ],
    ["repairs rows that imply each other", line, ["a", "c"], ["c"], ["c"]],
  ])("%s", (_, drawn, current, targets, to) => {
    const plan = planStamp(drawn, current, targets, keep);
    expect(plan.to).toEqual(to);
    const rows = new Set(plan.from);
    const { delete: gone, update, insert } = plan.rows;
    for (const id of [...gone, ...(update === null ? [] : [update[0]])]) expect(rows.delete(id)).toBe(true);
    for (const id of [...insert, ...(update === null ? [] : [update[1]])]) rows.add(id);
    expect([...rows].sort()).toEqual(to);
  });

  it("updates a row rather than replacing it", () => {
    expect(planStamp(line, ["a"], ["c"], keep).rows).toEqual({ delete: [], update: ["a", "c"], insert: [] });
  });

  it("refuses rows that imply each other", () => {
    expect(() => planStamp(line, [], ["a", "b"], keep)).toThrow(
      expect.objectContaining({ code: "overlapping-targets", exitCode: 2 }) as Error,
    );
  });

  it("refuses to guess about a row that no file has, and says what helps", () => {
    expect(() => planStamp(line, ["gone"], ["a"], keep)).toThrow(
      expect.objectContaining({
        code: "unknown-database-revision",
        hint: expect.stringContaining("--purge") as string,
      }) as Error,
    );
  });

  it("purges rows known and unknown, but not before the target is found", () => {
    expect(planStamp(line, ["gone", "a"], ["b"], { purge: true })).toEqual({
      from: ["a", "gone"],
      to: ["b"],
      rows: { delete: ["a"], update: ["gone", "b"], insert: [] },
    });
    expect(() => planStamp(line, ["gone"], ["zzzz"], { purge: true })).toThrow(
      expect.objectContaining({ code: "unknown-revision" }) as Error,
    );
  });

  it("always leaves rows of which none implies another", () => {
    fc.assert(
      fc.property(anyRevisions, fc.array(fc.nat()), fc.nat(), (revisions, picks, pick) => {
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
        const { to } = planStamp(any, from, [target], keep);
        expect(to).toContain(target);
        expect(rowsOf(any, required(any, to))).toEqual(to);
      }),
    );
  });
});
