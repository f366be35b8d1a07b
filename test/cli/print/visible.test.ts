import { describe, expect, it } from "vitest";
import { createStyle } from "../../../src/cli/colour.ts";
import { printError } from "../../../src/cli/print/error.ts";
import { createProgress } from "../../../src/cli/progress.ts";
import { visible, visibleIn } from "../../../src/core/visible.ts";
import { MigError } from "../../../src/core/errors.ts";

const hostile = "a\u001b[2Jb\u0007\r\u009bx\u202ey";
const shown = "a\\u001b[2Jb\\u0007\\u000d\\u009bx\\u202ey";

describe("text from a database", () => {
  it("cannot steer a terminal", () => {
    expect(visible(hostile)).toBe(shown);
    expect(visible("one\n\ttwo – ünï 🐘")).toBe("one\n\ttwo – ünï 🐘");
    expect(visibleIn({ [hostile]: [hostile, 1, null, { deep: hostile }] })).toEqual({
      [shown]: [shown, 1, null, { deep: shown }],
    });
  });

  it("is shown so in errors and in what is told of a run", () => {
    const style = createStyle(false);
    const error = new MigError("statement-failed", 1, {
      message: hostile,
      hint: hostile,
      details: { sql: hostile, index: 0, position: null, engineCode: null, engineHint: null },
    });
    let told = "";
    const report = createProgress({
      write: (text) => void (told += text),
      isTerminal: false,
      quiet: false,
      style,
      now: () => 0,
    });
    report({ kind: "notice", level: "warning", text: hostile });
    report({ kind: "waiting", holder: hostile });
    for (const text of [printError(error, style), told]) {
      expect(text).toContain(shown);
      expect([...text].filter((char) => char !== "\n" && /[\p{Cc}\u202e]/u.test(char))).toEqual([]);
    }
  });
});
