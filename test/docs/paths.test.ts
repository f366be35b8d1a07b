import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");
/** The pages for those who read or change the code; the others speak of people's own projects. */
const pages = ["docs/architecture.md", "docs/contributing.md", "docs/reliability.md", "bench/README.md"];

/** The files and folders of this repository that a page names in code style; patterns with a star are left out. */
function pathsIn(page: string): readonly string[] {
  const text = readFileSync(join(root, page), "utf8");
  return [...text.matchAll(/`((?:src|test|docs|bench|templates)\/[\w./-]+)`/gu)].flatMap(
    ([, path]) => path ?? [],
  );
}

describe("the files that pages name", () => {
  it("are found at all", () => {
    expect(pathsIn("docs/contributing.md").length).toBeGreaterThan(20);
  });

  it.each(pages)("are there: %s", (page) => {
    expect(pathsIn(page).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
