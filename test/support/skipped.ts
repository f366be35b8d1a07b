import type { Reporter, TestModule, Vitest } from "vitest/node";

/**
 * Says at the end of a run which tests were skipped, and why: `({ skip }) => skip(condition, reason)`. One without a
 * reason fails the run. A name that was asked for skips all others.
 */
export default class Skipped implements Reporter {
  #vitest: Vitest | null = null;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    if (this.#vitest === null || this.#vitest.config.testNamePattern !== undefined) return;
    for (const module of modules) {
      for (const test of module.children.allTests("skipped")) {
        const result = test.result();
        const reason = result.state === "skipped" ? result.note : undefined;
        if (reason === undefined) process.exitCode = 1;
        this.#vitest.logger.log(
          `Skipped: ${module.relativeModuleId} > ${test.fullName}: ${reason ?? "for no reason, which is a failure"}`,
        );
      }
    }
  }
}
