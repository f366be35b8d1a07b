import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { writeWhole } from "../../src/revisions/write-whole.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "mig-whole-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("a file is written with its folder, over another only where that is asked for, and nothing is left beside it", async () => {
  const path = join(folder, "new", "a.ts");
  await writeWhole(path, "one");
  await expect(writeWhole(path, "two")).rejects.toMatchObject({ code: "file-exists", details: { path } });
  expect(readFileSync(path, "utf8")).toBe("one");
  await writeWhole(path, "three", { over: true });
  expect(readFileSync(path, "utf8")).toBe("three");
  expect(readdirSync(join(folder, "new"))).toEqual(["a.ts"]);
});

it("a file that cannot be written leaves nothing, and is named whatever the system names", async () => {
  // Longer than a name may be, once it has the ending of a part.
  const path = join(folder, "a".repeat(250));
  await expect(writeWhole(path, "text")).rejects.toMatchObject({
    code: "file-refused",
    details: { path, errno: "ENAMETOOLONG" },
  });
  expect(readdirSync(folder)).toEqual([]);
});
