import { spawn, type ChildProcess } from "node:child_process";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { current } from "../../src/commands/current.ts";
import { log } from "../../src/commands/log.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { createProject, dialects, type Project } from "../support/project.ts";

const root = resolve(import.meta.dirname, "../..");
const program = join(import.meta.dirname, "../data/upgrade-process.ts");
const steps = 12;

describe.each(dialects)("several runners on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
    for (let step = 0; step < steps; step += 1) {
      const body = `export async function upgrade(op) {
  await op.createTable({ name: "t${step}", columns: [{ name: "n", type: "integer" }] });
  await op.execute("INSERT INTO t${step} VALUES (${step})");
  await new Promise((done) => setTimeout(done, 15));
  await op.execute("INSERT INTO t${step} VALUES (${step})");
}`;
      project.revision(idOf(step), step === 0 ? null : idOf(step - 1), body);
    }
  });
  afterEach(() => project.remove());

  const start = (times = 1): ChildProcess =>
    spawn(process.execPath, ["--import", "jiti/register", program, project.folder, String(times)], {
      cwd: root,
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, JITI_FS_CACHE: "true" },
    });
  const ended = (child: ChildProcess): Promise<{ code: number | null; said: string }> => {
    let said = "";
    child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
    return new Promise((done) => {
      child.on("close", (code) => done({ code, said }));
    });
  };
  const whole = async (): Promise<void> => {
    const mig = await project.open();
    expect((await current(mig)).heads).toEqual([idOf(steps - 1)]);
    const applied = (await log(mig)).entries.filter((entry) => entry.status === "applied");
    expect(applied.map((entry) => entry.revision)).toEqual(
      Array.from({ length: steps }, (_, step) => idOf(step)),
    );
    await mig.connected(async ({ connection }) => {
      for (let step = 0; step < steps; step += 1) {
        const rows = await connection.query(`SELECT n FROM t${step}`);
        expect(rows.map((row) => row["n"])).toEqual([step, step]);
      }
    });
  };

  it("carry out every step exactly once, and all of them end well", async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => ended(start())));
    expect(results.map(({ code, said }) => (code === 0 ? "" : said))).toEqual(
      Array.from({ length: 8 }, () => ""),
    );
    await whole();
  });

  it("end well however often they start together, with nothing left to do", async () => {
    await upgrade(await project.open(), { target: "heads" });
    const results = await Promise.all(Array.from({ length: 6 }, () => ended(start(10))));
    expect(results.filter(({ code }) => code !== 0)).toEqual([]);
    await whole();
  }, 120_000);

  it("leave nothing half when they are killed at any moment", async () => {
    // Spread over the start-up and the run of a process, the same on every machine.
    for (const wait of [350, 500, 650, 800, 950, 1100]) {
      const child = start();
      const over = ended(child);
      await new Promise((done) => setTimeout(done, wait));
      child.kill("SIGKILL");
      await over;
      const mig = await project.open();
      const { heads } = await current(mig).catch(() => ({ heads: [] }));
      await mig.connected(async ({ connection }) => {
        const done = heads[0] === undefined ? 0 : Number(heads[0].slice(1)) + 1;
        for (let step = 0; step < done; step += 1) {
          expect(await connection.query(`SELECT n FROM t${step}`)).toHaveLength(2);
        }
        await expect(connection.query(`SELECT n FROM t${done}`)).rejects.toThrow(/t\d+/u);
      });
    }
    await upgrade(await project.open(), { target: "head" });
    await whole();
  });
});

function idOf(step: number): string {
  return `r${String(step).padStart(2, "0")}`;
}
