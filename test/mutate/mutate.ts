// Plants each fault of the lists in a copy of the project, one at a time, and runs the tests that must notice it:
// `npm run mutate`, or `npm run mutate -- word…` for a list, or for the faults whose file or sentence has the words. Ends
// with 1 when a fault goes unnoticed, or when a list no longer fits the source.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createVitest, type Reporter, type TestCase, type TestSuite, type Vitest } from "vitest/node";
import type { Fault } from "./fault.ts";
import { faults } from "./faults.ts";

const root = resolve(import.meta.dirname, "../..");
/** What is of no use to the tests, or is linked. */
const left: ReadonlySet<string> = new Set([".git", "dist", "node_modules"]);

type Outcome = "noticed" | "unnoticed" | "misfit";

/** Ends a run with the first test that fails. */
class Impatient implements Reporter {
  #vitest: Vitest | null = null;
  readonly failed: string[] = [];
  passed = 0;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestCaseResult(test: TestCase): void {
    const { state } = test.result();
    if (state === "passed") this.passed += 1;
    if (state !== "failed") return;
    this.failed.push(test.fullName);
    this.#stop();
  }

  /** What a suite does before its tests may fail, and then none of them runs. */
  onTestSuiteResult(suite: TestSuite): void {
    if (suite.errors().length === 0) return;
    this.failed.push(suite.fullName);
    this.#stop();
  }

  #stop(): void {
    // It waits for the run, which waits for this.
    void this.#vitest?.cancelCurrentRun("test-failure");
  }
}

const words = process.argv.slice(2);
const chosen = Object.entries(faults).flatMap(([list, each]) =>
  each.filter(({ says, file }) =>
    words.every((word) => (word in faults ? list === word : `${file} ${says}`.includes(word))),
  ),
);
if (chosen.length === 0) throw new Error(`There is no fault that says ${words.join(" ")}.`);
const folder = mkdtempSync(join(tmpdir(), "mig-mutate-"));
const outcomes: Outcome[] = [];
for (const part of readdirSync(root).filter((name) => !left.has(name)))
  cpSync(join(root, part), join(folder, part), { recursive: true });
symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
process.chdir(folder);
process.env["CI"] = "true";
const reporter = new Impatient();
/** A fault may let a test wait for ever, which is noticed, too. */
const limit = 60_000;
// The first failure says enough.
const vitest = await createVitest("test", {
  watch: false,
  reporters: [reporter],
  testTimeout: limit,
  hookTimeout: limit,
});
try {
  const failed = await failedTests(chosen.flatMap((fault) => fault.tests));
  if (failed?.length !== 0)
    throw new Error(`This must pass before a fault is planted: ${failed?.join(", ") ?? "no test ran"}`);
  for (const fault of chosen) {
    const outcome = await plant(fault);
    outcomes.push(outcome);
    console.log(`${outcome.padEnd(9)}  ${fault.file}: ${fault.says}`);
  }
} finally {
  await vitest.close();
  process.chdir(root);
  rmSync(folder, { recursive: true, force: true });
}
const noticed = outcomes.filter((outcome) => outcome === "noticed").length;
console.log(
  `${noticed} of ${outcomes.length} planted faults noticed (${Math.floor((noticed / outcomes.length) * 100)} %)`,
);
process.exit(noticed === outcomes.length ? 0 : 1);

async function plant(fault: Fault): Promise<Outcome> {
  const path = join(folder, fault.file);
  const before = readFileSync(path, "utf8");
  if (before.split(fault.find).length !== 2) return "misfit";
  const write = (text: string): void => {
    writeFileSync(path, text);
    vitest.invalidateFile(path);
  };
  write(before.replace(fault.find, () => fault.replace));
  try {
    const failed = await failedTests(fault.tests);
    // A fault that lets no test start is none that a test noticed.
    if (failed === null) return "misfit";
    return failed.length > 0 ? "noticed" : "unnoticed";
  } finally {
    write(before);
  }
}

/** The tests that fail, at least one of them; null where none could be run. */
async function failedTests(tests: readonly string[]): Promise<readonly string[] | null> {
  reporter.failed.length = 0;
  reporter.passed = 0;
  const chosenTests = await vitest.globTestSpecifications([...new Set(tests)]);
  // As a rerun, so that what was compiled of the source is compiled anew.
  await vitest.rerunTestSpecifications(chosenTests);
  return reporter.failed.length + reporter.passed === 0 ? null : [...reporter.failed];
}
