import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { compiledSource } from "../support/ask.ts";
import { createProject } from "../support/project.ts";

/** Each module that is loaded becomes a line of a file. */
const loader = `import { appendFileSync } from "node:fs";
export async function load(url, context, next) {
  appendFileSync(process.env.LOADED, url + "\\n");
  return next(url, context);
}`;

describe("what is loaded at the start", () => {
  let compiled: string;
  beforeAll(async () => {
    compiled = await compiledSource();
  });

  /** The packages that a program loads, sorted. */
  async function packagesOf(program: string, ...args: readonly string[]): Promise<readonly string[]> {
    const project = await createProject("sqlite");
    onTestFinished(() => project.remove());
    project.revision("a", null, "export async function upgrade() {}\nexport async function downgrade() {}");
    const [list, hooks] = [join(project.folder, "loaded"), join(project.folder, "hooks.mjs")];
    writeFileSync(hooks, loader);
    const registering = `import { register } from "node:module"; register(${JSON.stringify(pathToFileURL(hooks).href)});`;
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        "--import",
        `data:text/javascript,${encodeURIComponent(registering)}`,
        join(compiled, program),
        ...args,
      ],
      { cwd: project.folder, encoding: "utf8", env: { ...process.env, LOADED: list } },
    );
    expect(stderr).toBe("");
    expect(status).toBe(0);
    const urls = readFileSync(list, "utf8").split("\n");
    const names = urls.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//u.exec(url)?.[1] ?? []);
    return [...new Set(names)].sort();
  }

  it.each<[what: string, args: readonly string[], packages: readonly string[]]>([
    ["heads", ["heads"], []],
    ["history", ["history"], []],
    ["current", ["current"], ["better-sqlite3"]],
    ["an upgrade of plain revisions", ["upgrade", "head", "--quiet"], ["better-sqlite3", "oxc-transform"]],
  ])("is, for %s, no package but what it works with", async (_, args, packages) => {
    expect(await packagesOf("dist/cli/main.js", ...args)).toEqual(packages);
  });

  it("is what fills templates in, and no more, for an application that imports this one", async () => {
    expect(await packagesOf("dist/index.js")).toEqual(["eta"]);
  });
});
