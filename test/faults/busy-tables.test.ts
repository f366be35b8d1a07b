import driver from "postgres";
import { describe, expect, it, onTestFinished } from "vitest";
import { log } from "../../src/commands/log.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { Environment } from "../../src/project/environment.ts";
import { createProject, type Project } from "../support/project.ts";

declare global {
  /** How often the body of a step has run; bodies run in the process of the test. */
  var bodiesRun: number;
}

const counting = "globalThis.bodiesRun += 1;";

const histories = {
  "whose statements are all ours": `export async function upgrade(op) {
  ${counting}
  await op.createTable({ name: "beside", columns: [{ name: "n", type: "integer" }] });
  await op.execute("INSERT INTO beside VALUES (1)");
  await op.addColumn("t", { name: "extra", type: "integer" });
  await op.execute("INSERT INTO beside VALUES (2)");
}`,
  "whose body has read rows": `export async function upgrade(op) {
  ${counting}
  const rows = await op.query("SELECT count(*)::integer AS n FROM t");
  await op.createTable({ name: "beside", columns: [{ name: "n", type: "integer" }] });
  await op.addColumn("t", { name: "extra", type: "integer" });
  for (let n = 1; n <= 2; n += 1) await op.execute("INSERT INTO beside VALUES (" + n * rows[0].n + ")");
}`,
  "without a transaction": `export const transaction = false;
export async function upgrade(op) {
  ${counting}
  await op.createTable({ name: "beside", columns: [{ name: "n", type: "integer" }] });
  await op.addColumn("t", { name: "extra", type: "integer" });
  await op.execute("INSERT INTO beside VALUES (1), (2)");
}`,
};

async function opened(project: Project, text: string): Promise<driver.Sql> {
  const client = driver(project.url, {
    max: 1,
    connection: { application_name: text },
    onnotice: () => undefined,
  });
  onTestFinished(() => client.end({ timeout: 1 }));
  await client.unsafe("SELECT 1");
  return client;
}

interface Busy {
  readonly project: Project;
  /** Let go of the table a while after somebody has begun to wait for it. */
  readonly release: (afterMs: number) => Promise<void>;
}

/** A table that a reader holds, from another session. */
async function createBusy(body: string, use = "SELECT * FROM t"): Promise<Busy> {
  const project = await createProject("postgresql");
  onTestFinished(() => project.remove());
  project.revision(
    "r0",
    null,
    `export async function upgrade(op) { await op.execute("CREATE TABLE t AS SELECT 1 AS n"); }`,
  );
  project.revision("r1", "r0", body);
  await upgrade(await project.open(), { target: "r0" });
  globalThis.bodiesRun = 0;
  const reader = await opened(project, "report");
  const observer = await opened(project, "observer");
  await reader.unsafe(`BEGIN; ${use}`);
  return {
    project,
    async release(afterMs) {
      for (;;) {
        const rows = await observer.unsafe(
          "SELECT FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0",
        );
        if (rows.length > 0) break;
        await new Promise((done) => setTimeout(done, 10));
      }
      await new Promise((done) => setTimeout(done, afterMs));
      await reader.unsafe("COMMIT");
    },
  };
}

/** How long another client had to wait for a row of the table at worst, in milliseconds. */
async function worstWait(project: Project, run: () => Promise<unknown>): Promise<number> {
  const third = await opened(project, "visitor");
  let isOver = false;
  let worst = 0;
  const ran = run().finally(() => (isOver = true));
  for (;;) {
    const start = performance.now();
    await third.unsafe("SELECT n FROM t");
    worst = Math.max(worst, performance.now() - start);
    if (isOver) break;
    await new Promise((done) => setTimeout(done, 5));
  }
  await ran;
  return Math.round(worst);
}

describe("a table that others use", () => {
  it.each(Object.entries(histories))("is changed by a step %s, whose body runs once", async (_, body) => {
    const { project, release } = await createBusy(body);
    const mig = await project.open({ statementLockTimeout: 400, confirmBreaking: true });
    await Promise.all([upgrade(mig, { target: "heads" }), release(2000)]);
    expect(globalThis.bodiesRun).toBe(1);
    await mig.connected(async ({ connection }) => {
      expect(await connection.query("SELECT n FROM beside ORDER BY n")).toEqual([{ n: 1 }, { n: 2 }]);
      expect(await connection.query("SELECT extra FROM t")).toEqual([{ extra: null }]);
    });
    const said = project.events.flatMap((event) => (event.kind === "notice" ? [event.text] : []));
    expect(said.join()).toMatch(
      /pid \d+ \(report, postgres\), idle in transaction, in a transaction for \d+ s: BEGIN; SELECT \* FROM t/u,
    );
    expect((await log(mig)).entries.map(({ status }) => status)).toEqual(["applied", "applied"]);
  });

  it("is left alone when it stays busy, with word of who holds it, and nothing half", async () => {
    const { project, release } = await createBusy(histories["whose statements are all ours"]);
    const mig = await project.open({ statementLockTimeout: 400, busyTimeout: 1500 });
    const error: unknown = await upgrade(mig, { target: "heads" }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: "step-failed",
      cause: {
        code: "database-busy",
        details: { engineCode: "55P03" },
        message: expect.stringContaining("report"),
      },
    });
    await isUntouched(mig);
    expect((await log(mig)).entries.slice(1)).toMatchObject([
      { status: "errored", errorMessage: expect.stringContaining("held by pid") },
    ]);
    await Promise.all([upgrade(mig, { target: "heads" }), release(0)]);
  });

  it("makes others wait no longer than a lock may take, beside as long as its readers do", async () => {
    const body = histories["whose statements are all ours"];
    const held = 3000;
    const waits: string[] = [];
    for (const statementLockTimeout of [1000, 200, 0]) {
      const { project, release } = await createBusy(body);
      const mig = await project.open({ statementLockTimeout });
      const worst = await worstWait(project, () =>
        Promise.all([upgrade(mig, { target: "heads" }), release(held)]),
      );
      waits.push(`lock_timeout ${statementLockTimeout}: ${worst} ms`);
    }
    process.stdout.write(
      `longest wait of another client behind a reader of ${held} ms: ${waits.join(", ")}\n`,
    );
  });

  it("does not cut a concurrent build short, whatever the limits of statements are", async () => {
    const { project, release } = await createBusy(
      `export const transaction = false;
export async function upgrade(op) { await op.createIndex("t", { name: "i", columns: ["n"] }, { concurrently: true }); }`,
      "UPDATE t SET n = n",
    );
    // The build waits for all who wrote to the table before it.
    const mig = await project.open({ statementLockTimeout: 100, statementTimeout: 300 });
    await Promise.all([upgrade(mig, { target: "heads" }), release(1000)]);
    await mig.connected(async ({ connection }) => {
      expect(
        await connection.query("SELECT indisvalid FROM pg_index WHERE indexrelid = 'i'::regclass"),
      ).toEqual([{ indisvalid: true }]);
      expect(await connection.query("SHOW statement_timeout")).toEqual([{ statement_timeout: "300ms" }]);
    });
  });
});

describe("a step that is in the way of others", () => {
  /** Fails the first two times it is asked, as the server does where transactions cannot be put in an order. */
  const fails = (state: string): string =>
    `DO $$ BEGIN IF nextval('tries') < 3 THEN RAISE EXCEPTION 'in the way' USING ERRCODE = '${state}'; END IF; END $$`;
  const step = (state: string, header: string, reads: string): string => `${header}
export async function upgrade(op) {
  ${counting}
  ${reads}
  await op.execute("INSERT INTO beside VALUES (1)");
  await op.execute(${JSON.stringify(fails(state))});
  await op.execute("INSERT INTO beside VALUES (2)");
}`;
  const made = async (body: string): Promise<Project> => {
    const project = await createProject("postgresql");
    onTestFinished(() => project.remove());
    project.revision(
      "r0",
      null,
      `export async function upgrade(op) { await op.execute("CREATE SEQUENCE tries; CREATE TABLE beside (n integer)"); }`,
    );
    // What counts the tries is not taken back with the step.
    await upgrade(await project.open(), { target: "heads" });
    project.revision("r1", "r0", body);
    globalThis.bodiesRun = 0;
    return project;
  };

  it("is tried again, its body run once, where the structure was looked at for an operation", async () => {
    const reads = `await op.alterColumn("beside", "n", { type: "bigint" });`;
    const project = await made(step("40P01", "", reads));
    await upgrade(await project.open(), { target: "heads" });
    expect(globalThis.bodiesRun).toBe(1);
  });

  it.each(
    ["40001", "40P01"].flatMap((state) =>
      [1000, 0].flatMap((limit) =>
        ["", "export const transaction = false;"].map((header) => ({ state, limit, header })),
      ),
    ),
  )(
    "is tried again, its body run once: $state, $header, locks waited for $limit ms",
    async ({ state, limit, header }) => {
      const project = await made(step(state, header, ""));
      const mig = await project.open({ statementLockTimeout: limit });
      await upgrade(mig, { target: "heads" });
      expect(globalThis.bodiesRun).toBe(1);
      const rows = await mig.connected(({ connection }) =>
        connection.query("SELECT n FROM beside ORDER BY n"),
      );
      expect(rows).toEqual([{ n: 1 }, { n: 2 }]);
      expect((await log(mig)).entries.map(({ status }) => status)).toEqual(["applied", "applied"]);
    },
  );

  it.each(["40001", "40P01"])(
    "is begun anew with its body where that has read rows, which others may have changed since: %s",
    async (state) => {
      const project = await made(step(state, "", 'await op.query("SELECT 1");'));
      const mig = await project.open();
      await upgrade(mig, { target: "heads" });
      expect(globalThis.bodiesRun).toBe(3);
      expect(
        await mig.connected(({ connection }) => connection.query("SELECT n FROM beside ORDER BY n")),
      ).toEqual([{ n: 1 }, { n: 2 }]);
      expect((await log(mig)).entries.map(({ status }) => status)).toEqual(["applied", "applied"]);
    },
  );

  it.each([
    [
      "has done something elsewhere",
      `await (await import("node:fs/promises")).writeFile(globalThis.elsewhere, "");`,
      300_000,
    ],
    ["meets others for too long", "", 1],
  ])("fails when its body has read rows and %s", async (_, elsewhere, busyTimeout) => {
    const project = await made(step("40P01", "", `await op.query("SELECT 1"); ${elsewhere}`));
    Object.assign(globalThis, { elsewhere: `${project.folder}/elsewhere` });
    onTestFinished(() => void Reflect.deleteProperty(globalThis, "elsewhere"));
    const mig = await project.open({ busyTimeout });
    await expect(upgrade(mig, { target: "heads" })).rejects.toMatchObject({ code: "step-failed" });
    expect(globalThis.bodiesRun).toBe(1);
    expect(await mig.connected(({ connection }) => connection.query("SELECT n FROM beside"))).toEqual([]);
  });

  it("gives up after busyTimeout, and says why", async () => {
    const project = await made(step("40001", "", "").replace("< 3", "< 3000"));
    await expect(upgrade(await project.open({ busyTimeout: 1 }), { target: "heads" })).rejects.toMatchObject({
      cause: {
        code: "database-busy",
        message: expect.stringContaining("Others changed the same rows") as string,
      },
    });
  });
});

async function isUntouched(mig: Environment): Promise<void> {
  await mig.connected(async ({ connection, versionTable }) => {
    expect(await connection.query("SELECT to_regclass('beside') AS found")).toEqual([{ found: null }]);
    expect(await versionTable.read(connection)).toEqual(["r0"]);
  });
}
