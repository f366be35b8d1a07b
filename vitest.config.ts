import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import Skipped from "./test/support/skipped.ts";

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
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      {
        extends: true,
        test: { name: "all", include: ["test/**/*.test.ts"], exclude: ["test/faults/**"] },
      },
      // Killed runners, cut wires, poolers, busy tables: `npx vitest run --project faults`.
      { extends: true, test: { name: "faults", include: ["test/faults/**/*.test.ts"] } },
    ],
  },
});
