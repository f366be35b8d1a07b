import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { allFailures, errorsPage, typedCodes } from "./errors-page.ts";

describe("the page of errors", () => {
  it("says what the code says", async () => {
    await expect(await errorsPage()).toMatchFileSnapshot(
      resolve(import.meta.dirname, "../../docs/errors.md"),
    );
  });

  it("has codes that are one type", async () => {
    expect(typedCodes()).toEqual((await allFailures()).map(({ code }) => code));
  });

  it("has every code once, in kebab case, with a sentence", async () => {
    const failures = await allFailures();
    expect(failures.length).toBeGreaterThan(40);
    expect(new Set(failures.map(({ code }) => code)).size).toBe(failures.length);
    for (const { code, meaning } of failures) {
      expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/u);
      expect(meaning).toMatch(/\.$/u);
    }
  });
});
