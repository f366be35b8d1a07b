import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { current } from "../../src/commands/current.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { compiledSource } from "../support/ask.ts";
import { createProject } from "../support/project.ts";

// script(1) gives a process a terminal; BSD's takes other options.
const { stdout } = spawnSync("script", ["--version"], { encoding: "utf8" }) as {
  readonly stdout: string | null;
};
const hasTerminal = stdout?.includes("util-linux") === true;

describe("a command whose terminal is closed at a question", () => {
  let compiled: string;
  beforeAll(async () => {
    compiled = await compiledSource();
  });

  it("ends as one that was broken off, and writes nothing", async ({ skip }) => {
    skip(!hasTerminal, "there is no script(1) of util-linux here");
    const project = await createProject("sqlite");
    onTestFinished(() => project.remove());
    project.revision(
      "a1",
      null,
      `export const breaking = { tables: ["a"] };
export async function upgrade(op) { await op.execute("CREATE TABLE a (id integer)"); await op.execute("INSERT INTO a VALUES (1)"); }
export async function downgrade(op) { await op.execute("DROP TABLE a"); }`,
    );
    await upgrade(await project.open(), { target: "heads" });
    const ended = join(project.folder, "ended");
    // The shell outlives its terminal, to tell how the command has ended.
    const line = `trap '' HUP; '${process.execPath}' '${join(compiled, "dist/cli/main.js")}' downgrade base; echo $? > '${ended}'`;
    const terminal = spawn("script", ["-qec", line, "/dev/null"], {
      cwd: project.folder,
      env: { ...process.env, SHELL: "/bin/sh" },
      stdio: ["pipe", "pipe", "ignore"],
    });
    let said = "";
    for await (const text of terminal.stdout.setEncoding("utf8")) {
      said += String(text);
      if (said.includes("[y/N]")) break;
    }
    terminal.kill("SIGKILL");
    while (!existsSync(ended) || readFileSync(ended, "utf8") === "") await sleep(20);
    expect(readFileSync(ended, "utf8").trim()).toBe("130");
    expect((await current(await project.open())).heads).toEqual(["a1"]);
  });
});
