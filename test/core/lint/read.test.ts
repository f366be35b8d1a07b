import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { applyIfPossible } from "../../../src/core/adopt/apply-if-possible.ts";
import { sift } from "../../../src/core/lint/ignores.ts";
import type { Found } from "../../../src/core/lint/judge.ts";
import type { Act } from "../../../src/core/lint/act.ts";
import { actsOf } from "../../../src/core/lint/read/statement.ts";
import type { Facts } from "../../../src/core/lint/scene.ts";
import { make } from "../../../src/core/operations/make.ts";
import type { Operation } from "../../../src/core/operations/operations.ts";
import { emptySchema } from "../../../src/core/schema/schema.ts";
import { lexicalOf } from "../../../src/dialects/lexical-of.ts";
import { findings } from "./scene-of.ts";

/** The lines of a golden file that are given, in their blocks; what stands indented below them is what came of it. */
function given(path: string): readonly (readonly string[])[] {
  const blocks = readFileSync(path, "utf8").split("\n\n");
  return blocks.map((block) => block.split("\n").filter((line) => line !== "" && !line.startsWith("  ")));
}

const dialectOf = (block: readonly string[]): "postgresql" | "sqlite" =>
  block.includes("on sqlite") ? "sqlite" : "postgresql";

/** What is there before each statement that is read: what an index belongs to is known by it. */
const schema = [
  make.createSchema("app"),
  ...["t", "app.t"].flatMap((name) => [
    make.createTable({ name, columns: [{ name: "a", type: "integer" }] }),
    make.createIndex(name, { name: name === "t" ? "i" : "j", columns: ["a"] }),
  ]),
].reduce(applyIfPossible, emptySchema);

function actText(act: Act): string {
  const { guarded, inline, only } = act.said;
  const marks = [...(guarded ? ["guarded"] : []), ...(inline ? ["beside"] : []), ...(only ? ["only"] : [])];
  const what = act.kind === "operation" ? act.operation.args : { ...act.deed, kind: undefined };
  const { kind } = act.kind === "operation" ? act.operation : act.deed;
  return `  ${[kind, ...marks].join(" ")} ${JSON.stringify(what)}`;
}

/** What is found in a block: what it is about, how things stand, and what the revision does, a line each. */
async function foundIn(block: readonly string[]): Promise<string> {
  const said = (word: string): readonly string[] =>
    block.flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []));
  const steps = block.filter((line) => /^(?:in batches )?(?:does|call) /u.test(line));
  const known = JSON.parse(said("with")[0] ?? "{}") as Partial<Facts> & {
    readonly partitioned?: Iterable<string>;
    readonly scans?: Iterable<[string, number]>;
  };
  const found = await findings({
    dialect: dialectOf(block),
    setup: said("given").join("; "),
    transaction: !block.includes("without a transaction"),
    facts: {
      ...known,
      partitioned: new Set(known.partitioned),
      scans: known.scans == null ? null : new Map(known.scans),
    },
    batches: new Set(steps.flatMap((line, at) => (line.startsWith("in batches") ? [at + 1] : []))),
    does: steps.map((line) => {
      const [, kind = "", args = ""] = /^call (\w+) (.*)$/u.exec(line) ?? [];
      return kind === ""
        ? make.execute(line.replace(/^(?:in batches )?does /u, ""))
        : ({ kind, args: JSON.parse(args) } as Operation);
    }),
  });
  const lines = block.flatMap((line) => [
    line,
    ...found
      .filter((each) => each.line === steps.indexOf(line) + 1)
      .map(({ rule, kind, table, text }) => `  ${rule} (${kind}) of ${table ?? "nothing"}: ${text}`),
  ]);
  return lines.join("\n");
}

describe("a comment", () => {
  const found = (rule: Found["rule"], line: number | null): Found => ({
    rule,
    line,
    text: "",
    kind: "design",
    column: null,
    table: null,
    sql: null,
    direction: "upgrade",
  });
  const all = [
    found("drop-table", 4),
    found("drop-table", 6),
    found("drop-column", 5),
    found("long-name", null),
  ];

  it.each<[comment: string, ignored: readonly string[], faults: readonly string[]]>([
    ["mig-lint-ignore drop-table: empty", ["4 drop-table: empty", "6 drop-table: empty"], []],
    ["so mig-lint-ignore drop-column: a: b ", ["5 drop-column: a: b"], []],
    [
      "mig-lint-ignore drop-table, drop-column long-name: why",
      ["4 drop-table: why", "6 drop-table: why", "5 drop-column: why"],
      ["3 ignore-of-nothing: long-name found nothing here"],
    ],
    ["mig-lint-ignore-file long-name: why", ["null long-name: why"], []],
    ["mig-lint-ignore:", [], ["3 ignore-without-reason: the comment names no rule"]],
    ["mig-lint-ignore", [], ["3 ignore-without-reason: the comment names no rule"]],
    [
      "mig-lint-ignore drop-table: ",
      [],
      ["3 ignore-without-reason: the comment does not say why drop-table does not hurt here"],
    ],
    ["mig-lint-ignore drop: why", [], ["3 ignore-without-reason: there is no rule drop"]],
    ["something else", [], []],
  ])("turns off what it names, with a reason: %s", (text, ignored, faults) => {
    for (const [from, to, isMet] of [
      [4, 6, true],
      [7, 9, text.includes("-file")],
      [1, 3, text.includes("-file")],
    ] as const) {
      const sifted = sift(all, [{ text, line: 3, from, to }]);
      const off = sifted.ignored.map(({ rule, line, reason }) => `${line} ${rule}: ${reason}`);
      expect(off).toEqual(isMet ? ignored : []);
      expect(sifted.found.filter((each) => all.includes(each))).toHaveLength(all.length - off.length);
      const said = sifted.found.flatMap((each) =>
        all.includes(each) ? [] : [`${each.line} ${each.rule}: ${each.text}`],
      );
      if (isMet) expect(said).toEqual(faults);
    }
  });
});

describe("SQL", () => {
  const golden = (name: string): string => resolve(import.meta.dirname, `golden/${name}.txt`);

  it("is read as golden/acts.txt says below each statement", async () => {
    const path = golden("acts");
    const texts = given(path).map((block) =>
      block.flatMap((line) =>
        line.startsWith("on ")
          ? [line]
          : [line, ...actsOf(line, lexicalOf(dialectOf(block)), schema).map(actText)],
      ),
    );
    await expect(`${texts.map((each) => each.join("\n")).join("\n\n")}\n`).toMatchFileSnapshot(path);
  });

  it("is found to be what golden/found.txt says below each statement or call", async () => {
    const path = golden("found");
    const texts: string[] = [];
    for (const block of given(path)) texts.push(await foundIn(block));
    await expect(`${texts.join("\n\n")}\n`).toMatchFileSnapshot(path);
  });
});
