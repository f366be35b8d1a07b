import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");

/** The tests, without their comments and texts: what is written there is another program's. */
const sources: readonly (readonly [file: string, code: string])[] = readdirSync(root, {
  recursive: true,
  encoding: "utf8",
})
  .filter((file) => file.endsWith(".test.ts") && !file.endsWith("sources.test.ts"))
  .map((file) => [file, readFileSync(join(root, file), "utf8").replaceAll(texts(), "``")]);

/** What every test may take; only what hangs should take longer. */
const limit = String.raw`(?:[1-9]\d?|[12]\d\d)_000`;

it.each([
  ["hides why something failed", /\.catch\(\s*\(\) =>\s*(?:undefined|null|\{\s*\})\s*\)/u],
  ["passes in silence where it cannot be run: `skip` with a reason", /if \(dialect [!=]== ``\) return;/u],
  ["is skipped without a reason", /\.(?:skipIf|runIf|todo)\(|\b(?:it|test|describe)\.skip\(/u],
  [
    "has a limit that a loaded machine reaches",
    new RegExp(`\\}, ${limit}\\);|\\{ timeout: ${limit} \\}, async`, "u"),
  ],
  ["replaces a module, which is there for all files of a worker", /\bvi\.(?:mock|doMock)\(/u],
])("no test %s", (_, pattern) => {
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.filter(([, code]) => pattern.test(code)).map(([file]) => file)).toEqual([]);
});

function texts(): RegExp {
  return /\/\/[^\n]*|`(?:[^`\\]|\\[^])*`|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/gu;
}
