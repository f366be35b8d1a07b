import { spawn } from "node:child_process";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { current } from "../../src/commands/current.ts";
import { log } from "../../src/commands/log.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { compiledSource } from "../support/ask.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

const steps = 12;

describe.each(dialects)("several runners on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
    for (let step = 0; step < steps; step += 1) {
      const body = `export async function upgrade(op) {
  await op.createTable({ name: "t${step}", columns: [{ name: "n", type: "integer" }] });
  await op.execute("INSERT INTO t${step} VALUES (${step})");
  if (process.env.MIG_TEST_HOLD === "${step}") {
    process.stdout.write("held ${step}\\n");
    await new Promise((done) => setTimeout(done, 1e9));
  }
  await op.execute("INSERT INTO t${step} VALUES (${step})");
}`;
      project.revision(idOf(step), step === 0 ? null : idOf(step - 1), body);
    }
  });
  afterEach(() => project.remove());

  /** Run a process to its end, or kill it as soon as it says something. */
  const run = async (
    options: { readonly times?: number; readonly hold?: number; readonly killAt?: string } = {},
  ): Promise<{ readonly end: number | string | null; readonly said: string }> => {
    const program = join(await compiledSource(), "test/data/upgrade-process.js");
    const child = spawn(process.execPath, [program, project.folder, String(options.times ?? 1)], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, MIG_TEST_HOLD: String(options.hold) },
    });
    let [told, said] = ["", ""];
    child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.stdout.on("data", (chunk: Buffer) => {
      told += chunk.toString();
      if (options.killAt !== undefined && told.includes(options.killAt)) child.kill("SIGKILL");
    });
    return new Promise((done, fail) => {
      child.on("error", fail).on("close", (code, signal) => done({ end: signal ?? code, said }));
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
        const rows = await connection.query(saidInSql(`SELECT n FROM t${step}`));
        expect(rows.map((row) => row["n"])).toEqual([step, step]);
      }
    });
  };

  it("carry out every step exactly once, and all of them end well", async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => run()));
    expect(results.filter(({ end }) => end !== 0)).toEqual([]);
    await whole();
  });

  it("end well however often they start together, with nothing left to do", async () => {
    await upgrade(await project.open(), { target: "heads" });
    const results = await Promise.all(Array.from({ length: 6 }, () => run({ times: 10 })));
    expect(results.filter(({ end }) => end !== 0)).toEqual([]);
    await whole();
  });

  it.each([
    ["in the middle of a step", (step: number) => ({ hold: step, killAt: `held ${step}` })],
    ["as a step begins", (step: number) => ({ killAt: `started ${idOf(step)}` })],
  ])("leave nothing half when they are killed %s", async (_, kill) => {
    // The first makes the database and the tables of the tool.
    for (const step of [0, 1, 4, 9]) {
      expect(await run(kill(step))).toMatchObject({ end: "SIGKILL" });
      const mig = await project.open();
      const at = Number((await current(mig)).heads[0]?.slice(1) ?? -1);
      if ("hold" in kill(step)) expect(at).toBe(step - 1);
      await mig.connected(async ({ connection }) => {
        for (let done = 0; done <= at; done += 1)
          expect(await connection.query(saidInSql(`SELECT n FROM t${done}`))).toHaveLength(2);
        await expect(connection.query(saidInSql(`SELECT n FROM t${at + 1}`))).rejects.toThrow(/t\d+/u);
      });
    }
    await upgrade(await project.open(), { target: "head" });
    await whole();
  });
});

function idOf(step: number): string {
  return `r${String(step).padStart(2, "0")}`;
}
