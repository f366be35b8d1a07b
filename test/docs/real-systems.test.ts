import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");

/** The tests that the page names: a file, and a part of a title in it. */
function named(): readonly (readonly [file: string, title: string])[] {
  const text = readFileSync(join(root, "docs/real-systems.md"), "utf8");
  return text
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .flatMap((line) => {
      const last = line.split(" | ").at(-1) ?? "";
      return last.split("; ").flatMap((part) => {
        const file = /`([\w/-]+)`/u.exec(part)?.[1];
        return file === undefined
          ? []
          : [...part.matchAll(/"([^"]+)"/gu)].map(([, title]) => [file, title ?? ""] as const);
      });
    });
}

describe("the page about three real systems", () => {
  it("names tests in every row", () => {
    expect(named().length).toBeGreaterThan(35);
  });

  it.each(named())("names %s: %s, which is there", (file, title) => {
    const path = join(root, "test", `${file}.test.ts`);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, "utf8")).toContain(title);
  });
});

describe("the revisions of its examples", () => {
  it.each(["hub", "chat", "research"])("import types, and Node's own modules, alone: %s", (name) => {
    const folder = join(root, `docs/example-${name}/revisions`);
    const texts = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".ts"))
      .map((path) => readFileSync(join(folder, path), "utf8"));
    const imports = texts.flatMap((text) => text.match(/^import .*$/gmu) ?? []);
    expect(imports.filter((line) => !/^import type .* from "drizzle-mig"|from "node:/u.test(line))).toEqual(
      [],
    );
  });
});
