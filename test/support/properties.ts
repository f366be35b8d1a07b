import { readFileSync } from "node:fs";
import { expect } from "vitest";

/**
 * The same cases in every run, so that a run says something of the change and not of its luck; `npm run properties`
 * draws others, by a seed that it prints.
 */
const seed = Number(process.env["MIG_TEST_SEED"] ?? 20_261_121);

const { testPath } = expect.getState();
// Others need not wait for it to be loaded.
if (testPath !== undefined && readFileSync(testPath, "utf8").includes('"fast-check"')) {
  const { configureGlobal } = await import("fast-check");
  configureGlobal({ seed });
}
