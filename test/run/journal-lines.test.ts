import Driver from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { log } from "../../src/commands/log.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

describe.each(dialects)("the journal on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
    Reflect.deleteProperty(globalThis, "resumed");
  });
  afterEach(() => project.remove());

  const up = async (): Promise<unknown> => upgrade(await project.open(), { target: "heads" });
  const lines = async (): Promise<readonly string[]> =>
    (await log(await project.open())).entries.map(({ revision, status }) => `${revision} ${status}`);
  const execute = async (sql: string): Promise<unknown> =>
    (await project.open()).connected(({ connection }) => connection.query(saidInSql(sql)));

  it("ends the lines of runners that are gone, once another runner has the lock", async () => {
    project.revision("a", null);
    await up();
    await execute("UPDATE mig_journal SET status = 'running', finished_at = NULL");
    await up();
    const { entries } = await log(await project.open());
    expect(entries).toMatchObject([
      {
        revision: "a",
        status: "errored",
        errorMessage: expect.stringContaining("it was interrupted") as string,
      },
    ]);
    expect(entries[0]?.finishedAt).not.toBeNull();
  });

  it("ends the line of an attempt in the next run where the file was busy to its end", async ({ skip }) => {
    skip(dialect === "postgresql", "a server can be written to beside others");
    project.revision(
      "a",
      null,
      'export async function upgrade(op) { await op.execute("CREATE TABLE t (n integer)"); }',
    );
    await up();
    project.revision(
      "b",
      "a",
      'export async function upgrade(op) { globalThis.block(); await op.execute("INSERT INTO t VALUES (1)"); }',
    );
    const other = new Driver(project.url.slice("file:".length));
    Object.assign(globalThis, { block: () => other.exec("BEGIN EXCLUSIVE") });
    const error: unknown = await up().catch((reason: unknown) => reason);
    Object.assign(globalThis, { block: () => undefined });
    expect(error).toMatchObject({
      code: "step-failed",
      hint: expect.stringMatching(/writ|busy|lock/u) as string,
    });
    other.exec("ROLLBACK");
    expect(await lines()).toEqual(["a applied", "b running"]);
    await up();
    expect(await lines()).toEqual(["a applied", "b errored", "b applied"]);
    const { entries } = await log(await project.open());
    expect(entries[1]).toMatchObject({
      errorMessage: expect.stringContaining("could not reach the database") as string,
      finishedAt: expect.any(String) as string,
    });
    other.close();
  });

  it("has one line for each step, from its beginning on", async () => {
    const look =
      "export async function upgrade(op) { globalThis.seen = await op.query(`SELECT revision, status FROM mig_journal ORDER BY id`); }";
    project.revision("a", null);
    project.revision("b", "a", look);
    project.revision("c", "b", look, "export const transaction = false;");
    project.revision("d", "c");
    await up();
    expect(Reflect.get(globalThis, "seen")).toEqual([
      { revision: "a", status: "applied" },
      { revision: "b", status: "applied" },
      { revision: "c", status: "running" },
    ]);
    expect(await lines()).toEqual(["a applied", "b applied", "c applied", "d applied"]);
  });

  it("has no line of a step that was not begun", async () => {
    project.revision("a", null);
    project.revision("b", "a");
    const stop = new AbortController();
    const mig = await project.open({ onStep: () => stop.abort() }, { signal: stop.signal });
    await expect(upgrade(mig, { target: "heads" })).rejects.toMatchObject({ code: "interrupted" });
    expect(await lines()).toEqual(["a applied"]);
  });

  it.each(["step", "run"] as const)(
    "has the failure of a step where each %s is a transaction",
    async (transaction) => {
      project.revision("a", null);
      project.revision("b", "a", "export async function upgrade() { throw new Error('no'); }");
      await expect(upgrade(await project.open({ transaction }), { target: "heads" })).rejects.toThrow("no");
      expect(await lines()).toEqual(transaction === "run" ? ["b errored"] : ["a applied", "b errored"]);
    },
  );

  it("has the failure of a file that cannot be loaded, which hides nothing of what was done before", async () => {
    project.revision(
      "a",
      null,
      "export async function upgrade(op) { await op.execute('CREATE TABLE t (n integer)'); }",
    );
    const cutShort = `export async function upgrade(op) {
  await op.execute("INSERT INTO t VALUES (1)");
  if (globalThis.resumed !== true) throw new Error("interrupted");
}`;
    project.revision("b", "a", cutShort, "export const transaction = false;");
    await expect(up()).rejects.toThrow("interrupted");
    project.revision("b", "a", cutShort, "export const transaction = false; throw new Error('broken');");
    await expect(up()).rejects.toThrow("broken");
    project.revision("b", "a", cutShort, "export const transaction = false;");
    Object.assign(globalThis, { resumed: true });
    await up();
    expect(await execute("SELECT n FROM t")).toEqual([{ n: 1 }]);
    expect(await lines()).toEqual(["a applied", "b errored", "b errored", "b applied"]);
  });
});

describe("the journal of a server", () => {
  it.each(["", "export const transaction = false;"])(
    "has the failure of a step that lost its connection: %s",
    async (header) => {
      const project = await createProject("postgresql");
      try {
        project.revision(
          "a",
          null,
          "export async function upgrade(op) { await op.query('SELECT pg_terminate_backend(pg_backend_pid())'); }",
          header,
        );
        await expect(upgrade(await project.open(), { target: "heads" })).rejects.toMatchObject({
          code: "step-failed",
        });
        const { entries } = await log(await project.open());
        expect(entries).toMatchObject([
          {
            revision: "a",
            status: "errored",
            errorMessage: expect.stringMatching(/terminat|lost/u) as string,
          },
        ]);
      } finally {
        await project.remove();
      }
    },
  );
});
