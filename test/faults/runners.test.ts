import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { current } from "../../src/commands/current.ts";
import { log } from "../../src/commands/log.ts";
import { unlock } from "../../src/commands/unlock.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { compiledSource } from "../support/ask.ts";
import { noPooler, startPooler } from "../support/pooler.ts";
import { createProject, type Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

const steps = 6;

/** Every second step is one without a transaction, whose statements nothing takes back. */
const body = (step: number): string => `export async function upgrade(op) {
  await op.createTable({ name: "t${step}", columns: [{ name: "n", type: "integer" }] });
  await op.execute("INSERT INTO t${step} VALUES (1)");
  await new Promise((done) => setTimeout(done, 20));
  await op.execute("INSERT INTO t${step} VALUES (2)");
  ${step % 2 === 1 ? `await op.createIndex("t${step}", { name: "i${step}", columns: ["n"] }, { concurrently: true });` : ""}
}
${step % 2 === 1 ? "export const transaction = false;" : ""}`;

const idOf = (step: number): string => `r${step}`;

async function createHistory(): Promise<Project> {
  const project = await createProject("postgresql");
  onTestFinished(() => project.remove());
  for (let step = 0; step < steps; step += 1)
    project.revision(idOf(step), step === 0 ? null : idOf(step - 1), body(step));
  return project;
}

async function pooled(project: Project, sessions: number): Promise<string> {
  const pooler = await startPooler(project.url, sessions);
  onTestFinished(() => pooler.stop());
  return pooler.url;
}

async function isWhole(project: Project): Promise<void> {
  const mig = await project.open();
  expect((await current(mig)).heads).toEqual([idOf(steps - 1)]);
  const { entries } = await log(mig);
  expect(entries.filter(({ status }) => status === "applied").map(({ revision }) => revision)).toEqual(
    Array.from({ length: steps }, (_, step) => idOf(step)),
  );
  await mig.connected(async ({ connection }) => {
    for (let step = 0; step < steps; step += 1)
      expect(await connection.query(saidInSql(`SELECT n FROM t${step} ORDER BY n`))).toEqual([
        { n: 1 },
        { n: 2 },
      ]);
    expect(await connection.query("SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid")).toEqual(
      [],
    );
    expect(
      await connection.query(
        "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
      ),
    ).toEqual([]);
  });
}

/** A runner in a process of its own; killed when the table is there, if one is named. */
async function runnerKilledAt(project: Project, url: string, table: string): Promise<void> {
  const program = join(await compiledSource(), "test/data/upgrade-process.js");
  const child = spawn(process.execPath, [program, project.folder], {
    stdio: "ignore",
    env: { ...process.env, MIG_URL: url },
  });
  const over = once(child, "exit");
  const mig = await project.open();
  await mig.connected(async ({ connection }) => {
    for (;;) {
      const [row] = await connection.query(saidInSql(`SELECT to_regclass('${table}') IS NOT NULL AS there`));
      if (row?.["there"] === true || child.exitCode !== null) break;
      await new Promise((done) => setTimeout(done, 3));
    }
  });
  child.kill("SIGKILL");
  await over;
}

describe("runners at the same time", () => {
  it.for<[number, string, number | null]>([
    [8, "directly", null],
    [32, "directly", null],
    [8, "through a pooler with 2 sessions", 2],
    [32, "through a pooler with 4 sessions", 4],
  ])("%i of them, %s, carry out every step once", async ([count, , sessions], { skip }) => {
    skip(sessions !== null && noPooler !== null, noPooler ?? "");
    const project = await createHistory();
    const url = sessions === null ? project.url : await pooled(project, sessions);
    const runs = Array.from({ length: count }, async () =>
      upgrade(await project.open({ url }), { target: "heads" }).then(
        (result) => result.steps.length,
        (error: unknown) => error,
      ),
    );
    const results = await Promise.all(runs);
    expect(results.filter((each) => typeof each !== "number")).toEqual([]);
    expect(results.reduce<number>((sum, each) => sum + Number(each), 0)).toBe(steps);
    await isWhole(project);
  });

  it("exclude each other whether they come directly or through a pooler", async ({ skip }) => {
    skip(noPooler !== null, noPooler ?? "");
    const project = await createHistory();
    const url = await pooled(project, 3);
    const runs = Array.from({ length: 12 }, async (_, number) =>
      upgrade(await project.open(number % 2 === 0 ? { url } : {}), { target: "heads" }),
    );
    const results = await Promise.all(runs);
    expect(results.flatMap((each) => each.steps)).toHaveLength(steps);
    await isWhole(project);
  });
});

describe("a pooler in another mode than that of transactions", () => {
  beforeEach(({ skip }) => skip(noPooler !== null, noPooler ?? ""));

  it("is as good as the server where each client keeps its session", async () => {
    const project = await createHistory();
    const pooler = await startPooler(project.url, 4, "session");
    onTestFinished(() => pooler.stop());
    const runs = Array.from({ length: 3 }, async () =>
      upgrade(await project.open({ url: pooler.url }), { target: "heads" }),
    );
    expect((await Promise.all(runs)).flatMap((each) => each.steps)).toHaveLength(steps);
    await isWhole(project);
  });

  it("ends a run with an error where no transaction can be had, and nothing is done", async () => {
    const project = await createHistory();
    const pooler = await startPooler(project.url, 4, "statement");
    onTestFinished(() => pooler.stop());
    await expect(upgrade(await project.open({ url: pooler.url }), { target: "heads" })).rejects.toMatchObject(
      {
        code: expect.stringMatching(/^connection-lost$|^step-failed$|^statement-failed$/u) as string,
      },
    );
    const mig = await project.open();
    await mig.connected(async ({ connection }) => {
      expect(await connection.query("SELECT relname FROM pg_class WHERE relname ~ '^t[0-9]'")).toEqual([]);
    });
    expect((await upgrade(mig, { target: "heads" })).steps).toHaveLength(steps);
    await isWhole(project);
  });
});

describe("a lease through a pooler", () => {
  beforeEach(({ skip }) => skip(noPooler !== null, noPooler ?? ""));
  it("lapses when its runner was killed, and the next goes on", async () => {
    const project = await createHistory();
    const url = await pooled(project, 3);
    await runnerKilledAt(project, url, "t1");
    await upgrade(await project.open({ url }), { target: "heads" });
    await isWhole(project);
  });

  it("is taken from its holder by unlock, whose next statement then fails", async () => {
    const project = await createHistory();
    const url = await pooled(project, 3);
    const mig = await project.open({ url }, { confirm: async () => true });
    await mig.connected(async ({ connection }) => {
      const lock = await connection.lock("mig_version", 1000, () => undefined);
      expect(await unlock(mig)).toMatchObject({
        holder: expect.stringContaining(`pid ${process.pid}`),
        freed: true,
      });
      await expect(connection.begin()).rejects.toMatchObject({ code: "lock-lost" });
      await expect(connection.query("CREATE TABLE late ()")).rejects.toMatchObject({ code: "lock-lost" });
      await lock.release();
    });
    expect(await unlock(mig)).toEqual({ holder: null, freed: false });
    expect((await upgrade(mig, { target: "heads" })).steps).toHaveLength(steps);
  });

  it("goes by the clock of the server, whatever that of the runner says", async () => {
    const project = await createHistory();
    const url = await pooled(project, 3);
    const wrong = { now: () => new Date(Date.now() - 86_400_000) };
    await Promise.all([
      upgrade(await project.open({ url }, wrong), { target: "heads" }),
      upgrade(await project.open({ url }), { target: "heads" }),
    ]);
    await isWhole(project);
  });
});

it("is refused a move of the heads that somebody else has made before", async () => {
  const project = await createHistory();
  const mig = await project.open();
  await mig.connected(async ({ connection, versionTable }) => {
    await connection.run([versionTable.create]);
    const change = { delete: [], update: null, insert: ["r0"] };
    await versionTable.move(connection, change);
    await expect(versionTable.move(connection, change)).rejects.toMatchObject({ code: "heads-moved" });
    const next = { delete: [], update: ["r0", "r1"] as const, insert: [] };
    await versionTable.move(connection, next);
    await expect(versionTable.move(connection, next)).rejects.toMatchObject({ code: "heads-moved" });
  });
});
