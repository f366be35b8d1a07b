import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { satisfies } from "semver";
import { describe, expect, it } from "vitest";

const { peerDependencies, ...entries } = JSON.parse(
  readFileSync(resolve(import.meta.dirname, "../../package.json"), "utf8"),
) as {
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly main: string;
  readonly types: string;
  readonly exports: Readonly<Record<string, unknown>>;
};

/** npm reads a range with its own semver: a pre-release is in it only if the range names one of the same version. */
describe("the versions beside which the package can be installed", () => {
  it.each<[name: string, version: string, wanted: boolean]>([
    ["drizzle-orm", "0.43.1", false],
    ["drizzle-orm", "0.44.0", true],
    ["drizzle-orm", "0.45.4", true],
    ["drizzle-orm", "1.0.0-beta.1", true],
    ["drizzle-orm", "1.0.0-beta.2-86f844e", true],
    ["drizzle-orm", "1.0.0-rc.5", true],
    ["drizzle-orm", "1.0.0", true],
    ["drizzle-orm", "1.3.2", true],
    ["drizzle-orm", "2.0.0", false],
  ])("hold %s %s: %s", (name, version, wanted) => {
    expect(satisfies(version, peerDependencies[name] ?? "", true)).toBe(wanted);
  });
});

describe("the package", () => {
  it("is found by TypeScript where `exports` is not read: under `module: commonjs`", () => {
    expect({ types: entries.types, default: entries.main }).toEqual(entries.exports["."]);
  });
});
