import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { commandsPage } from "./commands-page.ts";

const root = resolve(import.meta.dirname, "../..");

describe("the documentation", () => {
  it("has the page of commands as the code has them", async () => {
    expect(commands.length).toBeGreaterThan(15);
    await expect(commandsPage()).toMatchFileSnapshot(join(root, "docs/commands.md"));
  });

  it("links only to pages that are there", () => {
    const pages = [
      "README.md",
      ...readdirSync(join(root, "docs")).flatMap((name) => (name.endsWith(".md") ? [`docs/${name}`] : [])),
    ];
    const links = pages.flatMap((page) =>
      [...readFileSync(join(root, page), "utf8").matchAll(/\]\(([^)#:]+\.md)(?:#[^)]*)?\)/gu)].map(
        (match) => ({ page, to: match[1] ?? "" }),
      ),
    );
    expect(links.length).toBeGreaterThan(6);
    expect(links.filter(({ page, to }) => !existsSync(join(root, dirname(page), to)))).toEqual([]);
  });
});
