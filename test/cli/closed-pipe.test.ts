import { spawn } from "node:child_process";
import { join } from "node:path";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { current } from "../../src/commands/current.ts";
import { compiledSource } from "../support/ask.ts";
import { createProject } from "../support/project.ts";

describe("a command whose reader has seen enough", () => {
  let compiled: string;
  beforeAll(async () => {
    compiled = await compiledSource();
  });

  it.each([
    ["what it gives", "stdout"],
    ["what it tells of its progress", "stderr"],
  ] as const)("goes on to its end where nobody reads %s", async (_, closed) => {
    const project = await createProject("sqlite");
    onTestFinished(() => project.remove());
    const ids = Array.from({ length: 30 }, (_each, index) => `s${index}`);
    for (const [index, id] of ids.entries())
      project.revision(
        id,
        ids[index - 1] ?? null,
        `export const transaction = false;
export async function upgrade(op) {
  console.log("at work on ${id}");
  await op.execute("CREATE TABLE ${id} (a)");
}`,
      );
    const child = spawn(process.execPath, [join(compiled, "dist/cli/main.js"), "upgrade", "head"], {
      cwd: project.folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child[closed].destroy();
    child[closed === "stdout" ? "stderr" : "stdout"].resume();
    const code = await new Promise((done) => child.on("close", done));
    expect((await current(await project.open())).heads).toEqual([ids.at(-1)]);
    expect(code).toBe(0);
  });
});
