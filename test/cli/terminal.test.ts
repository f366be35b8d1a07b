import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { closest } from "../../src/core/closest.ts";
import { createStyle, wantsColour } from "../../src/cli/colour.ts";
import { createProgress, duration } from "../../src/cli/progress.ts";
import { choose, confirm, type Terminal } from "../../src/cli/prompt.ts";
import type { Event } from "../../src/settings/events.ts";

const step = { revision: "b", direction: "upgrade" as const, message: "add t", index: 0, count: 1 };
const events: readonly Event[] = [
  { kind: "waiting", holder: "host:1:me" },
  { kind: "step-started", from: ["a"], to: ["b"], ...step },
  { kind: "progress", label: "rows", done: 1, total: 2 },
  { kind: "progress", label: "rows", done: 2, total: 2 },
  { kind: "notice", level: "warning", text: "look" },
  { kind: "step-finished", heads: ["b"], durationMs: 12, ...step },
  { kind: "step-started", from: [], to: ["b"], ...step },
  { kind: "step-finished", heads: ["b"], durationMs: 12, ...step },
  { kind: "step-started", from: ["b"], to: [], ...step, direction: "downgrade", message: "" },
  { kind: "step-failed", revision: "b", direction: "downgrade", message: "" },
  { kind: "file-written", path: "a.ts" },
  { kind: "notice", level: "info", text: "said" },
];

function shown(options: { isTerminal: boolean; quiet: boolean }): string {
  let text = "";
  const write = (part: string): void => void (text += part);
  const report = createProgress({ write, style: createStyle(false), now: () => 0, ...options });
  for (const event of events) report(event);
  return text;
}

describe("progress", () => {
  it("is a line an event where nobody watches", () => {
    expect(shown({ isTerminal: false, quiet: false })).toBe(
      [
        "Waiting for another runner (host:1:me) …",
        "Running upgrade a -> b, add t",
        "  rows 2/2",
        "Warning: look",
        "Running upgrade  -> b, add t",
        "Running downgrade b -> ",
        "said",
        "",
      ].join("\n"),
    );
  });

  it("says the rate and the time left, now and then where nobody watches", () => {
    let text = "";
    let time = 1000;
    const write = (part: string): void => void (text += part);
    const report = createProgress({
      write,
      style: createStyle(false),
      now: () => time,
      isTerminal: false,
      quiet: false,
    });
    const count = (label: string, total: number | null, all: readonly number[], tick: number): void => {
      for (const done of all) {
        report({ kind: "progress", label, done, total });
        time += tick;
      }
    };
    const thousands = Array.from({ length: 11 }, (_, at) => at * 1000);
    count("rows", 10_000, thousands, 2000);
    count("others", null, thousands.slice(1, 5), 2500);
    // From the start again, as another file of the same rows.
    count("others", 2000, [0, 1000, 2000], 500);
    count("few", 3, [1, 2, 3], 200);
    report({ kind: "waiting", holder: null });
    expect(text.split("\n")).toEqual([
      "  rows 3000/10000 (500/s, 14.0 s left)",
      "  rows 6000/10000 (500/s, 8.0 s left)",
      "  rows 9000/10000 (500/s, 2.0 s left)",
      "  rows 10000/10000 (500/s)",
      "  others 3000 (400/s)",
      "  others 2000/2000 (2000/s)",
      "  few 3/3",
      "Waiting for another runner …",
      "",
    ]);
  });

  it("completes its lines on a terminal", () => {
    expect(shown({ isTerminal: true, quiet: false })).toBe(
      [
        "Waiting for another runner (host:1:me) …",
        "Running upgrade a -> b, add t",
        "\r\u001b[K  rows 1/2\r\u001b[K  rows 2/2\r\u001b[KWarning: look",
        "Running upgrade  -> b, add t (12 ms)",
        "Running downgrade b ->  failed",
        "said",
        "",
      ].join("\n"),
    );
  });

  it("is only warnings when it is to be quiet", () => {
    expect(shown({ isTerminal: true, quiet: true })).toBe("Warning: look\n");
  });

  it.each([
    [0.4, "0 ms"],
    [999, "999 ms"],
    [1000, "1.0 s"],
    [60_000, "1 min 0 s"],
    [3440, "3.4 s"],
    [125_000, "2 min 5 s"],
  ])("says %d ms as %s", (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });
});

describe("colours", () => {
  it.each<[env: Record<string, string>, isTerminal: boolean, noColor: boolean, wanted: boolean]>([
    [{}, true, false, true],
    [{}, false, false, false],
    [{}, true, true, false],
    [{ NO_COLOR: "1" }, true, false, false],
    [{ NO_COLOR: "" }, true, false, true],
    [{ FORCE_COLOR: "1" }, false, false, true],
    [{ FORCE_COLOR: "0" }, true, false, false],
    [{ FORCE_COLOR: "false" }, true, false, false],
    [{ FORCE_COLOR: "1", NO_COLOR: "1" }, true, false, false],
    [{ TERM: "dumb" }, true, false, false],
  ])("with %j, a terminal %j and --no-color %j are wanted: %j", (env, isTerminal, noColor, wanted) => {
    expect(wantsColour(env, { isTerminal, noColor })).toBe(wanted);
  });

  it("leave the text as it is when there are none", () => {
    expect(createStyle(false).bad("x")).toBe("x");
    expect(createStyle(true).bad("x")).toBe("\u001b[31mx\u001b[39m");
    expect(createStyle(true).bad("")).toBe("");
  });
});

function terminal(...lines: string[]): Terminal & { readonly shown: () => string } {
  const input = new PassThrough();
  const output = new PassThrough();
  let text = "";
  output.on("data", (chunk: Buffer) => {
    text += chunk.toString();
    // One answer a question, as a person gives them.
    if (chunk.toString().endsWith("] ")) {
      const line = lines.shift();
      if (line === undefined) input.end();
      else input.write(`${line}\n`);
    }
  });
  return { input, output, shown: () => text };
}

describe("questions", () => {
  it.each([
    ["y", true],
    [" YES ", true],
    ["", false],
    ["n", false],
    ["yellow", false],
    ["oy", false],
  ])("take %j for %j", async (answer, wanted) => {
    expect(await confirm(terminal(answer), "Drop it?")).toBe(wanted);
  });

  const endings: [how: string, end: (asked: Terminal & { readonly input: PassThrough }) => void][] = [
    ["Ctrl-C", ({ input }) => input.write("\u0003")],
    ["Ctrl-D", ({ input }) => input.write("\u0004")],
    ["the end of its input", ({ input }) => input.end()],
    ["a failure of its input", ({ input }) => input.destroy(new Error("EIO"))],
    ["a hang-up", ({ signals }) => (signals as EventEmitter).emit("SIGHUP")],
  ];
  it.each(endings)("are broken off by %s, whatever is asked", async (_how, end) => {
    for (const question of [confirm, choose]) {
      const input = new PassThrough();
      const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
      const asked = { input, output, signals: new EventEmitter() };
      const answer = question(asked, "Drop it?", ["a", "b"]);
      setImmediate(() => end(asked));
      await expect(answer).rejects.toMatchObject({ code: "broken-off", exitCode: 130 });
      expect(asked.signals.listenerCount("SIGHUP")).toBe(0);
    }
  });

  it("are not asked of an input that has ended", async () => {
    const asked = terminal("y");
    (asked.input as PassThrough).destroy();
    await expect(confirm(asked, "Drop it?")).rejects.toMatchObject({ code: "broken-off" });
  });

  it("with several answers are asked until one of them is given", async () => {
    const asked = terminal("x", "3", "0", "1.5", "2", "1");
    const answers = ["new", "users.name, renamed"];
    expect(await choose(asked, "Is users.full_name new?", answers)).toBe(1);
    expect(await choose(asked, "And now?", answers)).toBe(0);
    expect(asked.shown()).toContain(
      "Is users.full_name new?\n  1) new\n  2) users.name, renamed\nWhich one? [1-2] ",
    );
  });
});

describe("closest", () => {
  it.each<[word: string, candidates: string[], wanted: string | null]>([
    ["upgrad", ["upgrade", "downgrade"], "upgrade"],
    ["ugprade", ["upgrade", "downgrade"], "upgrade"],
    ["hist", ["heads", "history"], "history"],
    ["--autogenrate", ["--autogenerate", "--json"], "--autogenerate"],
    ["frobnicate", ["upgrade", "history"], null],
    ["x", [], null],
    ["ab", ["abb", "aba"], "aba"],
    ["lgo", ["log"], "log"],
    ["gol", ["log"], null],
    ["stampx", ["stamp"], "stamp"],
    ["mrgee", ["merge"], "merge"],
    ["abcdef", ["abcxyf"], "abcxyf"],
    ["abcdef", ["abwxyf"], null],
    ["acbd", ["abcd"], "abcd"],
    ["a", ["b"], "b"],
    ["", ["a"], "a"],
  ])("finds for %j among %j: %j", (word, candidates, wanted) => {
    expect(closest(word, candidates)).toBe(wanted);
  });
});
