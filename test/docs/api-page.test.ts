import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { apiPage, exportedThings, unexportedTypes } from "./api-surface.ts";

describe("what the package exports", () => {
  it("is every type that the signature of an exported thing names", () => {
    expect(exportedThings().length).toBeGreaterThan(100);
    expect(unexportedTypes()).toEqual([]);
  });

  it("is on the page of the API, as the code says it", async () => {
    await expect(apiPage()).toMatchFileSnapshot(resolve(import.meta.dirname, "../../docs/api.md"));
  });
});
