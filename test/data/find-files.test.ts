import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { glob } from "tinyglobby";
import { afterAll, describe, expect, it } from "vitest";
import { findFiles, isEmpty } from "../../src/data/find-files.ts";

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function treeOf(paths: Iterable<string>): string {
  const root = mkdtempSync(join(tmpdir(), "mig-files-"));
  folders.push(root);
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), "{}");
  }
  return root;
}

describe("files that data is read from", () => {
  const name = fc.constantFrom("a", "b", "a-b", ".c");
  const file = fc
    .tuple(fc.array(name, { maxLength: 3 }), fc.constantFrom("1.json", "2.json", "1.csv", ".d.json"))
    .map(([parents, own]) => [...parents, own].join("/"));
  const part = fc.constantFrom("*", "**", "a", "{a,b}", "a*", "?");
  const pattern = fc
    .tuple(fc.array(part, { maxLength: 3 }), fc.constantFrom("*.json", "*", "[12].json", "{b/1,1}.json"))
    .map(([parents, own]) => [...parents, own].join("/"));

  it("are those that one glob over everything finds, each once, and the same again", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(file, { minLength: 1, maxLength: 8 }),
        pattern,
        async (paths, wanted) => {
          const root = treeOf(paths);
          const files = await findFiles(join(root, wanted));
          const whole = await glob(wanted, { cwd: root, absolute: true, expandDirectories: false });
          expect([...files].toSorted()).toEqual(whole.toSorted());
          expect([...files]).toEqual([...files]);
          expect(isEmpty(files)).toBe(whole.length === 0);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("come a folder at a time, in the order of their names", async () => {
    const root = treeOf(["m/b/2.json", "m/b/10.json", "m/a/3.json", "m/a/1.json"]);
    expect([...(await findFiles(join(root, "m/*/*.json")))]).toEqual(
      ["m/a/1.json", "m/a/3.json", "m/b/10.json", "m/b/2.json"].map((path) => join(root, path)),
    );
  });

  it("are the JSON files of a folder, or the file itself, though its name looks like a glob", async () => {
    const root = treeOf(["x/2.json", "x/1.json", "x/note.txt", "[y].csv"]);
    expect([...(await findFiles(join(root, "x")))]).toEqual([join(root, "x/1.json"), join(root, "x/2.json")]);
    expect([...(await findFiles(join(root, "[y].csv")))]).toEqual([join(root, "[y].csv")]);
    expect([...(await findFiles(join(root, "none.csv")))]).toEqual([]);
  });
});
