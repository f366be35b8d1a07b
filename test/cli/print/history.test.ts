import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createStyle } from "../../../src/cli/colour.ts";
import { printEntries } from "../../../src/cli/print/entry.ts";
import { printHistory } from "../../../src/cli/print/history.ts";
import { drawLanes, type LaneNode } from "../../../src/cli/print/lanes.ts";
import type { HistoryEntry } from "../../../src/commands/history-entry.ts";

const style = createStyle(false);

const entry = (
  revision: string,
  downRevision: HistoryEntry["downRevision"],
  rest: Partial<HistoryEntry> = {},
): HistoryEntry => ({
  revision,
  downRevision,
  labels: [],
  dependsOn: [],
  message: `what ${revision} does`,
  path: `revisions/${revision}.ts`,
  flags: [],
  doc: "",
  createdAt: null,
  branchesInto: [],
  ...rest,
});

/** Newest first: `m:a,b a:r b:r r`. */
function draw(graph: string): string {
  const nodes = graph.split(" ").map((each): LaneNode => {
    const [id = "", parents = ""] = each.split(":");
    return { id, parents: parents.split(",").filter((parent) => parent !== ""), symbol: id };
  });
  return drawLanes(nodes)
    .flatMap(({ before, node, after }) => [...before, node, ...after])
    .map((line) => `${line}\n`)
    .join("");
}

describe("the lanes of a history", () => {
  it.each([
    ["c:b b:a a", ["c", "b", "a"]],
    ["m:a,b a:r b:r r", ["m", "├─╮", "a │", "│ b", "├─╯", "r"]],
    ["x:r y:r z:r r", ["x", "│ y", "│ │ z", "├─┴─╯", "r"]],
    ["m:a,b,c c:r b:r a:r r", ["m", "├─┬─╮", "│ │ c", "│ b │", "a │ │", "├─┴─╯", "r"]],
    ["x:s y:r s:r r", ["x", "│ y", "s │", "├─╯", "r"]],
    ["x y", ["x", "y"]],
    ["x:r m:a,b a:r b:r r", ["x", "│ m", "│ ├─╮", "│ a │", "│ │ b", "├─┴─╯", "r"]],
    ["a:r y:q b:r r:z q:z z", ["a", "│ y", "│ │ b", "├─┼─╯", "r │", "│ q", "├─╯", "z"]],
    ["c:gone", ["c"]],
    ["c:gone,b b", ["c", "b"]],
    ["c:gone b a", ["c", "b", "a"]],
  ])("draw %s", (graph, lines) => {
    expect(draw(graph).split("\n").slice(0, -1)).toEqual(lines);
  });

  it("show each revision once, in order, whatever the graph", () => {
    const graphs = fc.array(fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }), { maxLength: 12 });
    fc.assert(
      fc.property(graphs, (steps) => {
        const nodes = steps.map((down, index): LaneNode => ({
          id: String(index),
          parents: [...new Set(down.map((each) => String(index + each)))],
          symbol: "o",
        }));
        const rows = drawLanes(nodes);
        expect(rows).toHaveLength(nodes.length);
        for (const { before, node, after } of rows) {
          expect(node.match(/o/gu)).toHaveLength(1);
          expect([...before, ...after].join("")).not.toContain("o");
        }
      }),
    );
  });
});

const revisions = [
  entry("428daedb0cc6", ["ae1027a6acfa", "55af2cb1c267"], { flags: ["head", "mergepoint"], message: "join" }),
  entry("ae1027a6acfa", "1975ea83b712", { labels: ["networking"], dependsOn: ["e1"], flags: ["current"] }),
  entry("55af2cb1c267", "1975ea83b712", { message: "" }),
  entry("1975ea83b712", null, {
    flags: ["branchpoint", "base"],
    branchesInto: ["ae1027a6acfa", "55af2cb1c267"],
    doc: "create account\n\nRevision: 1975ea83b712",
  }),
];

describe("printHistory", () => {
  it("draws lanes beside aligned columns, with words that can be searched for", () => {
    expect(printHistory({ revisions }, style, false)).toMatchInlineSnapshot(`
      "○    428daedb0cc6  (head) (mergepoint)     join
      ├─╮
      ● │  ae1027a6acfa  (networking) (current)  what ae1027a6acfa does (depends on e1)
      │ ○  55af2cb1c267
      ├─╯
      ○    1975ea83b712  (branchpoint)           what 1975ea83b712 does
      "
    `);
  });

  it("tells everything in blocks", () => {
    expect(printHistory({ revisions }, style, true)).toBe(printEntries(revisions, style));
    expect(printEntries(revisions, style)).toMatchInlineSnapshot(`
      "Rev: 428daedb0cc6 (head) (mergepoint)
      Merges: ae1027a6acfa, 55af2cb1c267
      Path: revisions/428daedb0cc6.ts

      Rev: ae1027a6acfa (current)
      Parent: 1975ea83b712
      Also depends on: e1
      Branch names: networking
      Path: revisions/ae1027a6acfa.ts

      Rev: 55af2cb1c267
      Parent: 1975ea83b712
      Path: revisions/55af2cb1c267.ts

      Rev: 1975ea83b712 (branchpoint)
      Parent: <base>
      Branches into: ae1027a6acfa, 55af2cb1c267
      Path: revisions/1975ea83b712.ts

          create account

          Revision: 1975ea83b712
      "
    `);
  });

  it("aligns coloured columns as plain ones", () => {
    // oxlint-disable-next-line no-control-regex -- colours are control characters
    const bare = printHistory({ revisions }, createStyle(true), false).replaceAll(/\u001b\[\d+m/gu, "");
    expect(bare).toBe(printHistory({ revisions }, style, false));
  });

  it("prints nothing for no revisions", () => {
    expect(printHistory({ revisions: [] }, style, false)).toBe("");
  });
});
