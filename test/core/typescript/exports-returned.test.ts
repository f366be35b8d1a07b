import { describe, expect, it } from "vitest";
import { exportsReturned } from "../../../src/core/typescript/exports-returned.ts";

type Exports = Readonly<Record<string, unknown>>;
type Body = new (text: string) => () => Promise<Exports>;
const AsyncFunction = (async () => undefined).constructor as unknown as Body;

/** What a module exports, and what the function of its text returns. */
async function both(source: string): Promise<readonly [Exports, Exports]> {
  const url = `data:text/javascript,${encodeURIComponent(source)}`;
  const body = exportsReturned(source) ?? "throw new Error('it is left to the loader')";
  return [{ ...((await import(url)) as Exports) }, await new AsyncFunction(body)()];
}

describe("a module as the body of a function", () => {
  it.each([
    ["constants", 'export const a = "x";\nexport let b = [1, 2];\nexport var c = { d: 1, e: [2, 3] };\n'],
    [
      "what is assigned after its declaration",
      "export let N;\n(function(n) {\n\tn.q = 1;\n})(N || (N = {}));\n",
    ],
    ["words in texts", "export const a = 'export const b = 1, c';\nconst d = `export { a }; ${`export`}`;\n"],
    [
      "words in expressions",
      "const re = /export [,;]/u;\nexport const a = re.source;\nconst o = { export: 1 };\n",
    ],
    ["a value that is waited for", "export const a = await Promise.resolve(1);\n"],
    ["names beside what is exported", "const a = 1, b = 2;\nexport const sum = a + b;\n"],
    ["nothing", "const a = 1;\n"],
  ])("returns what it exports: %s", async (_, source) => {
    const [exported, returned] = await both(source);
    expect(returned).toEqual(exported);
  });

  it("returns functions and classes by their names, at the lines and columns where they stand", async () => {
    const source =
      "export function a() {}\nexport async function b() {}\nexport async function* c() {}\nexport class D {}\n";
    const [exported, returned] = await both(source);
    expect(Object.keys(returned)).toEqual(["a", "b", "c", "D"]);
    for (const [name, value] of Object.entries(returned)) expect(String(value)).toBe(String(exported[name]));
    const body = exportsReturned(source) ?? "";
    for (const word of ["function a", "function b", "c()", "class D"])
      expect(body.indexOf(word)).toBe(source.indexOf(word));
  });

  it.each([
    ["several names of one declaration", "export const a = 1, b = 2;\n"],
    ["a pattern", "export const { a, b: [c] } = f();\n"],
    ["a list of names", "const a = 1;\nexport { a as b };\n"],
    ["a default", "export default 1;\n"],
    ["a default function", "export default function() {}\n"],
    ["another module", "export * from 'x';\n"],
  ])("leaves to a loader what exports %s", (_, source) => {
    expect(exportsReturned(source)).toBeNull();
  });
});
