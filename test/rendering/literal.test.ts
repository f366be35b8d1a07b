import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callStatement } from "../../src/rendering/call.ts";
import { literal } from "../../src/rendering/literal.ts";

/** The value that the source stands for. */
function evaluate(source: string): unknown {
  // oxlint-disable-next-line typescript/no-implied-eval -- running the text is what the test is about
  return (new Function(`"use strict"; return (${source});`) as () => unknown)();
}

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom("a", '"', "'", "`", "$", "{", "\\", "\n", "\r", "\u2028", " "),
    maxLength: 12,
  }),
  fc.constantFrom("SELECT 1\nFROM a", "\\${x}\n", "__proto__"),
  fc.string({ unit: fc.constantFrom("w", " "), minLength: 60, maxLength: 130 }),
);
const scalar = fc.oneof(
  text,
  fc.double(),
  fc.integer(),
  fc.bigInt(),
  fc.boolean(),
  fc.constant(null),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ maxLength: 4 }).map((bytes) => new Uint8Array(bytes)),
);
const key = fc.oneof(
  fc.constantFrom("name", "columns", "a-b", "1", "__proto__", "with"),
  fc.string({ maxLength: 8 }),
);
const value = fc.letrec((tie) => ({
  any: fc.oneof({ depthSize: "small", maxDepth: 4 }, scalar, tie("array"), tie("object")),
  array: fc.array(tie("any"), { maxLength: 5 }),
  object: fc.dictionary(key, tie("any"), { maxKeys: 5, noNullPrototype: true }),
})).any;

describe("literal", () => {
  it("is evaluated to the value it was written from", () => {
    fc.assert(
      fc.property(value, fc.nat(120), (wanted, used) => {
        expect(evaluate(literal(wanted, { used }))).toStrictEqual(wanted);
      }),
      { numRuns: 500 },
    );
  });

  it("leaves out keys without a value, and those of null where null is no value", () => {
    expect(literal({ a: undefined, b: null, c: [{ d: null }] })).toBe("{ b: null, c: [{ d: null }] }");
    expect(literal({ a: undefined, b: null, c: [{ d: null }] }, { omitNull: true })).toBe("{ c: [{}] }");
  });

  it.each([
    ["", '""'],
    ["it's", `"it's"`],
    ['"user" = 1', `'"user" = 1'`],
    [`"a" 'b' "c"`, String.raw`'"a" \'b\' "c"'`],
    ["tab\tnul\0", String.raw`"tab\tnul\u0000"`],
    ["a\nb`c${d}\\", "`a\nb\\`c\\${d}\\\\`"],
  ])("writes the text %j as %s", (wanted, source) => {
    expect(literal(wanted)).toBe(source);
    expect(evaluate(source)).toBe(wanted);
  });

  it("refuses what is no plain data", () => {
    expect(() => literal({ a: () => 1 })).toThrow(TypeError);
    expect(() => literal(new Map())).toThrow("[object Map] is no plain data");
  });

  it("lays calls out as oxfmt does", () => {
    const word = fc.oneof(
      fc.string({ unit: fc.constantFrom("a", "b", " ", '"', "'"), maxLength: 70 }),
      fc.constantFrom("SELECT 1\nFROM a", "x", "long ".repeat(21)),
    );
    const tree = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: "small", maxDepth: 3 },
        word,
        fc.integer(),
        fc.boolean(),
        tie("array"),
        tie("object"),
      ),
      array: fc.array(tie("any"), { maxLength: 4 }),
      object: fc.dictionary(
        fc.constantFrom("a", "name", "where", "columns", "primaryKey", "a-b"),
        tie("any"),
        {
          maxKeys: 4,
          noNullPrototype: true,
        },
      ),
    })).any;
    const calls = fc.sample(fc.array(tree, { minLength: 1, maxLength: 3 }), { numRuns: 400, seed: 7 });
    const source = calls
      .map((args) => `${callStatement("await op.something", args, { indent: 0 })}\n`)
      .join("");
    const folder = mkdtempSync(join(tmpdir(), "mig-literal-"));
    const file = join(folder, "calls.ts");
    writeFileSync(join(folder, "oxfmtrc.json"), JSON.stringify({ printWidth: 110 }));
    writeFileSync(file, source);
    const oxfmt = resolve(import.meta.dirname, "../../node_modules/oxfmt/bin/oxfmt");
    execFileSync(process.execPath, [oxfmt, "-c", join(folder, "oxfmtrc.json"), file], { cwd: folder });
    const formatted = readFileSync(file, "utf8");
    rmSync(folder, { recursive: true });
    expect(source).toBe(formatted);
  });
});
