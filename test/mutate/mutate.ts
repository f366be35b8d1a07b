// Plants each fault of the list in a copy of the project, one at a time, and runs the tests that must notice it:
// `npm run mutate`, or `npm run mutate -- word` for the faults that say the word. Ends with 1 when a fault goes
// unnoticed, or when the list no longer fits the source.
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startServer } from "../support/postgres-server.ts";
import { faults, type Fault } from "./faults.ts";

const root = resolve(import.meta.dirname, "../..");
const copied = [
  "src",
  "test",
  "docs",
  "revisions",
  "templates",
  "migrate.config.ts",
  "package.json",
  "tsconfig.json",
  "vitest.config.ts",
];

type Outcome = "noticed" | "unnoticed" | "discrepancy";

const [word = ""] = process.argv.slice(2);
const chosen = faults.filter(({ says, file }) => `${file} ${says}`.includes(word));
const folder = mkdtempSync(join(tmpdir(), "mig-mutate-"));
const server = await startServer();
const outcomes: Outcome[] = [];
try {
  for (const part of copied) cpSync(join(root, part), join(folder, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const tests = [...new Set(chosen.flatMap((fault) => fault.tests))];
  if (failedTests(tests) !== 0) throw new Error("The tests must pass before a fault is planted.");
  for (const fault of chosen) {
    const outcome = plant(fault);
    outcomes.push(outcome);
    console.log(`${outcome.padEnd(9)}  ${fault.file}: ${fault.says}`);
  }
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
const noticed = outcomes.filter((outcome) => outcome === "noticed").length;
console.log(
  `${noticed} of ${outcomes.length} planted faults noticed (${Math.floor((noticed / outcomes.length) * 100)} %)`,
);
process.exitCode = noticed === outcomes.length ? 0 : 1;

function plant(fault: Fault): Outcome {
  const path = join(folder, fault.file);
  const before = readFileSync(path, "utf8");
  if (before.split(fault.find).length !== 2) return "discrepancy";
  writeFileSync(
    path,
    before.replace(fault.find, () => fault.replace),
  );
  try {
    return failedTests(fault.tests) > 0 ? "noticed" : "unnoticed";
  } finally {
    writeFileSync(path, before);
  }
}

/** How many tests fail; a fault that lets no test start at all is none that a test noticed. */
function failedTests(tests: readonly string[]): number {
  const report = join(folder, "report.json");
  rmSync(report, { force: true });
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(root, "node_modules/vitest/vitest.mjs"),
      "run",
      "--bail=1",
      "--reporter=json",
      `--outputFile=${report}`,
      ...tests,
    ],
    { cwd: folder, encoding: "utf8", env: { ...process.env, CI: "true", MIG_TEST_POSTGRES: server.url } },
  );
  try {
    const found = JSON.parse(readFileSync(report, "utf8")) as {
      readonly numFailedTests: number;
      readonly numPassedTests: number;
    };
    if (found.numFailedTests + found.numPassedTests > 0) return found.numFailedTests;
  } catch {
    // What follows says more.
  }
  throw new Error(`No test ran.\n${stdout}${stderr}`);
}
