import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import Skipped from "./test/support/skipped.ts";
import SlowFirst from "./test/support/slow-first.ts";

/** Only what hangs should ever reach it, not what a loaded machine makes slow. */
const limit = 300_000;

export default defineConfig({
  test: {
    reporters: ["default", new Skipped()],
    globalSetup: ["./test/support/shared.ts"],
    setupFiles: ["./test/support/properties.ts"],
    testTimeout: limit,
    hookTimeout: limit,
    teardownTimeout: limit,
    expect: { poll: { timeout: limit - 50_000 } },
    // Half of the work is the server's: a worker that waits for it leaves its core to another one.
    maxWorkers: availableParallelism() + 1,
    // Most of what tests make is garbage at once: with more room for it, less of it is carried on. And to compile PGlite
    // well takes longer than the tests run it.
    execArgv: ["--max-semi-space-size=32", "--liftoff-only"],
    // A worker loads the source once, not once a file; what a test changes of its process it puts back.
    isolate: false,
    sequence: { sequencer: SlowFirst },
    include: ["test/**/*.test.ts"],
  },
});
