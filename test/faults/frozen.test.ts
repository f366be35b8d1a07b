import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { current } from "../../src/commands/current.ts";
import { log } from "../../src/commands/log.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { compiledSource } from "../support/ask.ts";
import { noPooler, startPooler } from "../support/pooler.ts";
import { createProject, type Project } from "../support/project.ts";

/** A step that stops its own process in the middle, where that is asked of it. */
const body = `export async function upgrade(op) {
  await op.execute("CREATE TABLE t (n integer)");
  await op.execute("INSERT INTO t VALUES (1)");
  if (process.env.MIG_TEST_FREEZE === "yes") process.kill(process.pid, "SIGSTOP");
  await op.execute("INSERT INTO t VALUES (2)");
  await op.execute("INSERT INTO t VALUES (3)");
}`;

const byStatement = "export const transaction = false;";

/** A runner that has stopped in the middle of its step. */
async function frozen(
  project: Project,
  url: string,
): Promise<{ readonly runner: ChildProcess; said: () => string }> {
  const program = join(await compiledSource(), "test/data/upgrade-process.js");
  const runner = spawn(process.execPath, [program, project.folder], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, MIG_URL: url, MIG_TEST_FREEZE: "yes" },
  });
  let said = "";
  runner.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  onTestFinished(() => void runner.kill("SIGKILL"));
  while (!/\) T /u.test(readFileSync(`/proc/${runner.pid}/stat`, "utf8"))) {
    if (runner.exitCode !== null) throw new Error(said);
    await new Promise((done) => setTimeout(done, 20));
  }
  return { runner, said: () => said };
}

async function goesOn(runner: ChildProcess): Promise<number | null> {
  const over = once(runner, "close");
  runner.kill("SIGCONT");
  await over;
  return runner.exitCode;
}

async function isWhole(project: Project): Promise<void> {
  const mig = await project.open();
  await mig.connected(async ({ connection }) => {
    expect(await connection.query("SELECT n FROM t ORDER BY n")).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });
  expect((await current(mig)).heads).toEqual(["a"]);
  const { entries } = await log(mig);
  expect(entries.filter(({ status }) => status === "applied")).toHaveLength(1);
  expect(entries.map(({ status }) => status)).not.toContain("running");
}

describe("a runner that is stopped for a while", () => {
  it("finds itself overtaken when its lease has lapsed, and does nothing more", async ({ skip }) => {
    skip(process.platform !== "linux", "what state a process is in is asked of /proc");
    skip(noPooler !== null, noPooler ?? "");
    const project = await createProject("postgresql");
    onTestFinished(() => project.remove());
    project.revision("a", null, body, byStatement);
    const pooler = await startPooler(project.url, 3);
    onTestFinished(() => pooler.stop());
    const { runner, said } = await frozen(project, pooler.url);
    await upgrade(await project.open({ url: pooler.url }), { target: "heads" });
    await isWhole(project);
    expect(await goesOn(runner)).toBe(1);
    expect(said()).toContain("lock-lost");
    await isWhole(project);
  });

  it.for([
    ["postgresql", "through a pooler, in a transaction", "", true],
    ["postgresql", "in a transaction", "", false],
    ["postgresql", "without a transaction", byStatement, false],
    ["sqlite", "in a transaction", "", false],
    ["sqlite", "without a transaction", byStatement, false],
  ] as const)(
    "keeps its lock on %s %s, and comes to its end",
    async ([dialect, , header, isPooled], { skip }) => {
      skip(process.platform !== "linux", "what state a process is in is asked of /proc");
      skip(isPooled && noPooler !== null, noPooler ?? "");
      const project = await createProject(dialect);
      onTestFinished(() => project.remove());
      project.revision("a", null, body, header);
      let { url } = project;
      if (isPooled) {
        const pooler = await startPooler(project.url, 3);
        onTestFinished(() => pooler.stop());
        ({ url } = pooler);
      }
      const { runner } = await frozen(project, url);
      await expect(
        upgrade(await project.open({ url, lockTimeout: 500 }), { target: "heads" }),
      ).rejects.toMatchObject({ code: "lock-timeout" });
      expect(await goesOn(runner)).toBe(0);
      await isWhole(project);
    },
  );
});
