import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { lintPage } from "./lint-page.ts";

describe("the page about mig lint", () => {
  it("says of each rule what the code says", async () => {
    await expect(lintPage()).toMatchFileSnapshot(resolve(import.meta.dirname, "../../docs/lint.md"));
  });
});
