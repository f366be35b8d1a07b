// Runs the properties over cases that no run has seen, by a seed that it prints: `npm run properties`, or those of
// some folder: `npm run properties -- test/core`. With MIG_TEST_SEED=<seed> it is an earlier run again.
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");
const [under = "test"] = process.argv.slice(2);
const files = readdirSync(join(root, under), { recursive: true, encoding: "utf8" })
  .map((file) => join(under, file))
  .filter(
    (file) => file.endsWith(".test.ts") && readFileSync(join(root, file), "utf8").includes('"fast-check"'),
  );
const seed = process.env["MIG_TEST_SEED"] ?? String(randomInt(2 ** 31));
console.log(`The seed is ${seed}: MIG_TEST_SEED=${seed} npm run properties -- ${under}`);
const { status } = spawnSync(
  process.execPath,
  [join(root, "node_modules/vitest/vitest.mjs"), "run", ...files],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, MIG_TEST_SEED: seed },
  },
);
process.exitCode = status ?? 1;
