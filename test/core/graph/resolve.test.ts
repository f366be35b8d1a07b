import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MigError } from "../../../src/core/errors.ts";
import { resolveRevision, resolveRevisions } from "../../../src/core/graph/resolve.ts";
import { buildGraph, type RevisionGraph } from "../../../src/core/graph/revision-graph.ts";
import { anyRevisions, graph } from "../../support/graphs.ts";

const fork = graph`base1 -> fork1 -> left1 [left] -> left2; fork1 -> right1 [right/v2] -> right2`;
const dependent = graph`a1 [A] -> a2 -> a3; b1 [B] -> b2 (needs a2) -> b3`;

function ids(drawn: RevisionGraph, text: string, current: readonly string[] = []): string[] {
  return resolveRevisions(drawn, text, current).map((revision) => revision.id);
}

describe("a text that names revisions", () => {
  it.each<[string, RevisionGraph, string, string[], string[]]>([
    ["an id", fork, "left2", [], ["left2"]],
    ["the start of an id", fork, "ba", [], ["base1"]],
    ["one character, where that is enough", fork, "f", [], ["fork1"]],
    ["a label, for its own revision", fork, "right/v2", [], ["right1"]],
    ["base", fork, "base", [], []],
    ["heads", fork, "heads", [], ["left2", "right2"]],
    ["heads, without what is only depended on", graph`a1; b1 (needs a1)`, "heads", [], ["b1"]],
    ["heads of a branch, with what is only depended on", graph`a1 [A]; b1 (needs a1)`, "A@heads", [], ["a1"]],
    ["label@head", fork, "left@head", [], ["left2"]],
    ["id@head", fork, "right1@head", [], ["right2"]],
    ["the start of an id as a branch", graph`trunk -> some1; other -> some2`, "oth@head", [], ["some2"]],
    [
      "a branch that tells two starts apart",
      graph`trunk -> some1; other -> some2`,
      "trunk@some",
      [],
      ["some1"],
    ],
    ["current", fork, "current", ["left1", "right2"], ["left1", "right2"]],
    ["current of a branch", fork, "left@current", ["left1", "right2"], ["left1"]],
    ["current of a branch that is only implied", dependent, "A@current", ["b3"], ["a2"]],
    ["steps down", fork, "left@head-1", [], ["left1"]],
    ["steps up at a fork on a branch", fork, "left@fork1+2", [], ["left2"]],
    ["steps from where the database is", fork, "+1", ["left1"], ["left2"]],
    ["steps down from where the database is on a branch", fork, "left@-1", ["left2", "right1"], ["left1"]],
    ["steps down on a branch that is only implied", dependent, "A@-1", ["b3"], ["a1"]],
    ["steps down on a branch with rows of its own", dependent, "A@-1", ["a3", "b3"], ["a2"]],
    ["steps down to base", fork, "base1-1", [], []],
  ])("%s", (_, drawn, text, current, found) => {
    expect(ids(drawn, text, current)).toEqual(found);
  });

  it("prefers an exact id to one that starts with it", () => {
    expect(ids(graph`abcd -> abcde`, "abcd")).toEqual(["abcd"]);
  });

  it("does not take a revision and its own label for two", () => {
    expect(ids(graph`alpha1 [alpha]`, "alp")).toEqual(["alpha1"]);
  });

  it("does not look at the database unless the text speaks of it", () => {
    expect(ids(fork, "left2", ["gone"])).toEqual(["left2"]);
    expect(() => ids(fork, "current", ["gone"])).toThrow(/database is at gone/u);
  });

  it("is null when it names the base, and refused when it names several", () => {
    expect(resolveRevision(fork, "base", [])).toBeNull();
    expect(resolveRevision(fork, "left@head", [])?.id).toBe("left2");
    expect(() => resolveRevision(fork, "heads", [])).toThrow(/left2, right2/u);
  });

  it.each<[string, string, RegExp]>([
    ["", "bad-revision-expression", /empty/u],
    ["left@", "bad-revision-expression", /after the @/u],
    ["@head", "bad-revision-expression", /before the @/u],
    ["left@head@x", "bad-revision-expression", /more than one @/u],
    ["left1+1junk", "bad-revision-expression", /only \+N or -N/u],
    ["left1+0", "bad-revision-expression", /step of 0/u],
    ["a:b", "bad-revision-expression", /range/u],
    ["nope", "unknown-revision", /no revision or branch nope/u],
    ["left@nope", "unknown-revision", /nope on branch left/u],
    ["nope@head", "unknown-branch", /no branch nope/u],
    ["feature-2@head", "unknown-branch", /no branch feature-2/u],
    ["head@left1", "unknown-branch", /reserved/u],
    ["l@head", "unknown-branch", /left1, left2/u],
    ["l", "ambiguous-revision", /^l could be left1, left2\.$/u],
    ["left@right2", "not-on-branch", /right2 is not on branch left/u],
    ["left@righ", "unknown-revision", /righ on branch left/u],
    ["left@right/", "not-on-branch", /right1 is not on branch left/u],
    ["head", "multiple-heads", /left2, right2/u],
    ["fork1@head", "multiple-heads", /left2, right2/u],
    ["heads-1", "multiple-heads", /heads-1/u],
    ["fork1+1", "ambiguous-walk", /left1, right1/u],
    ["left2+1", "too-few-revisions", /none/u],
    ["base-1", "too-few-revisions", /base/u],
  ])("%j is refused with what is wrong", (text, code, message) => {
    let refused: unknown = null;
    try {
      ids(fork, text);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(MigError);
    expect(refused).toMatchObject({ code, exitCode: 2 });
    expect((refused as MigError).message).toMatch(message);
    expect((refused as MigError).hint).not.toBe("");
  });

  it("lists every candidate of an ambiguous start", () => {
    const drawn = graph`some1; some2; some3; some4; some5; some6`;
    expect(() => ids(drawn, "some")).toThrow(
      expect.objectContaining({
        message: "some could be some1, some2, some3, some4, some5 and 1 more.",
        details: { text: "some", candidates: ["some1", "some2", "some3", "some4", "some5", "some6"] },
      }) as Error,
    );
  });

  it("asks for short ids in full", () => {
    expect(() => ids(graph`ab1 -> ab2`, "ab")).toThrow(
      expect.objectContaining({
        code: "unknown-revision",
        hint: expect.stringContaining("ab1, ab2") as string,
      }) as Error,
    );
  });

  it("finds the one id that starts with a text, or refuses", () => {
    fc.assert(
      fc.property(anyRevisions, fc.nat(), fc.nat(), (revisions, pick, length) => {
        fc.pre(revisions.length > 0);
        const any = buildGraph(revisions);
        const id = revisions[pick % revisions.length]?.id ?? "";
        const start = id.slice(0, 1 + (length % id.length));
        const fitting = revisions
          .filter((revision) => revision.id.startsWith(start))
          .map((revision) => revision.id);
        if (fitting.length === 1 || fitting.includes(start)) {
          expect(ids(any, start)).toEqual([fitting.length === 1 ? fitting[0] : start]);
        } else
          expect(() => ids(any, start)).toThrow(
            expect.objectContaining({ code: "ambiguous-revision" }) as Error,
          );
      }),
    );
  });
});
