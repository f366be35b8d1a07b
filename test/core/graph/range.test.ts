import { describe, expect, it } from "vitest";
import { historyRange, splitRange } from "../../../src/core/graph/range.ts";
import type { RevisionGraph } from "../../../src/core/graph/revision-graph.ts";
import { graph } from "../../support/graphs.ts";

const line = graph`a -> b -> c -> d -> e`;
const fork = graph`a -> b -> c1 [one] -> d1; b -> c2 [two] -> d2`;
const dependent = graph`a1 [A] -> a2 -> a3; b1 [B] -> b2 (needs a2) -> b3`;

describe("a range of the history", () => {
  it.each<[string, RevisionGraph, string | null, string[], string]>([
    ["everything", line, null, [], "e d c b a"],
    ["both ends included", line, "b:d", [], "d c b"],
    ["an open end", line, "c:", [], "e d c"],
    ["an open start", line, ":c", [], "c b a"],
    ["an end counted from the start", line, "b:+2", [], "d c b"],
    ["an end past the last", line, "d:+9", [], "e d"],
    ["a start counted from the end", line, "-2:current", ["d"], "d c b"],
    ["a start counted from the head", line, "-1:", ["b"], "e d"],
    ["a start before the first", line, "-9:c", [], "c b a"],
    ["a start counted from an id", line, "a+1:c", [], "c b"],
    ["a start counted from head", line, "head-1:head", [], "e d"],
    ["from the database to the head", line, "current:", ["c"], "e d c"],
    ["the database alone", line, "current:current", ["c"], "c"],
    ["all branches", fork, null, [], "d1 c1 d2 c2 b a"],
    ["what follows a fork", fork, "b:heads", [], "d1 c1 d2 c2 b"],
    ["one branch", fork, "one@base:", [], "d1 c1 b a"],
    ["one branch above the fork", fork, "two@b:heads", [], "d2 c2 b"],
    ["a start counted down one branch", fork, "one@-1:heads", [], "d1 c1"],
    ["dependencies of a branch too", dependent, "B@base:", [], "b3 b2 b1 a2 a1"],
    ["only what follows the start", dependent, "b1:b3", [], "b3 b2 b1"],
  ])("%s", (_, drawn, range, current, ids) => {
    expect(
      historyRange(drawn, range, current)
        .map(({ id }) => id)
        .join(" "),
    ).toBe(ids);
  });

  it.each<[RevisionGraph, string, string]>([
    [line, "a", "bad-range"],
    [line, "a:b:c", "bad-range"],
    [line, "+2:e", "bad-range"],
    [line, "a:-2", "bad-range"],
    [line, "-2:+2", "bad-range"],
    [line, "d:b", "unrelated-range"],
    [fork, "c1:c2", "unrelated-range"],
    [fork, "-1:heads", "multiple-heads"],
    [line, "nope:e", "unknown-revision"],
    [fork, "nope@base:", "unknown-branch"],
  ])("is refused when it makes no sense (%#)", (drawn, range, code) => {
    expect(() => historyRange(drawn, range, [])).toThrow(
      expect.objectContaining({ code, exitCode: 2 }) as Error,
    );
  });
});

describe("a range of an offline script", () => {
  it("is split at its colon, from base when nothing is before it", () => {
    expect(splitRange("ae10:head")).toEqual({ from: "ae10", to: "head" });
    expect(splitRange(":head")).toEqual({ from: "base", to: "head" });
    expect(splitRange("head")).toBeNull();
  });

  it.each(["a:b:c", "a:"])("%j is refused", (text) => {
    expect(() => splitRange(text)).toThrow(expect.objectContaining({ code: "bad-range" }) as Error);
  });
});
