import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Begins with what takes longest, so that no worker is left alone with it at the end. */
export default class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return [...sorted.filter(isSlow), ...sorted.filter((file) => !isSlow(file))];
  }
}

/** Whole applications, hundreds of names, what is killed again and again, and what waits for others. */
const slow =
  /\/test\/(?:names|examples|packed|faults)\/|\/(?:adopt|autogenerate|contention|killed[\w-]*|round-trip|applications|snippets|red-run)\.test\.ts$/u;

function isSlow({ moduleId }: TestSpecification): boolean {
  return slow.test(moduleId);
}
