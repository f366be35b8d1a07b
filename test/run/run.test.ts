import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { current } from "../../src/commands/current.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { log } from "../../src/commands/log.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { MigError } from "../../src/core/errors.ts";
import type { Environment } from "../../src/project/environment.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

describe.each(dialects)("a run on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
  });
  afterEach(() => project.remove());

  const tables = async (): Promise<string[]> => {
    const sql =
      dialect === "sqlite"
        ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'mig%' ORDER BY 1"
        : "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'mig%' ORDER BY 1";
    return rows(sql).then((found) => found.map((row) => String(row["name"])));
  };
  const rows = async (sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> =>
    (await project.open()).connected(({ connection }) => connection.query(saidInSql(sql)));
  const failure = async (work: Promise<unknown>): Promise<MigError> => {
    const error: unknown = await work.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(MigError);
    return error as MigError;
  };
  const create = (name: string): string => `export async function upgrade(op) {
  await op.createTable({ name: "${name}", columns: [{ name: "id", type: "integer", nullable: false }], primaryKey: { columns: ["id"] } });
}
export async function downgrade(op) {
  await op.dropTable("${name}");
}`;

  it("goes up through a branch and a merge, down, and up again", async () => {
    project.revision("a", null, create("t_a"));
    project.revision("b", "a", create("t_b"));
    project.revision("c", "a", create("t_c"));
    project.revision("d", ["b", "c"], create("t_d"));
    const mig = await project.open();
    const up = await upgrade(mig, { target: "head" });
    expect(up.steps.map((step) => step.revision)).toEqual(["a", "c", "b", "d"]);
    expect(await tables()).toEqual(["t_a", "t_b", "t_c", "t_d"]);
    expect((await downgrade(mig, { target: "-1" })).to).toEqual(["b", "c"]);
    expect((await downgrade(mig, { target: "base" })).to).toEqual([]);
    expect(await tables()).toEqual([]);
    expect((await upgrade(mig, { target: "heads" })).to).toEqual(["d"]);
  });

  it("runs one revision on purpose, asked about, and leaves the heads unless it comes next", async () => {
    project.revision("a", null, create("t_a"));
    project.revision(
      "b",
      "a",
      'export async function upgrade(op) { await op.execute("INSERT INTO t_a (id) SELECT count(*) FROM t_a"); }\n',
    );
    project.revision("c", "b", create("t_c"));
    const only = async (target: string, confirmBreaking = true): Promise<readonly string[]> =>
      (await upgrade(await project.open({ confirmBreaking }), { target, only: true })).to;
    await expect(only("a", false)).rejects.toMatchObject({ code: "confirmation-needed" });
    expect((await log(await project.open())).entries).toEqual([]);
    expect(await only("a")).toEqual(["a"]);
    expect(await only("c")).toEqual(["a"]);
    expect(await tables()).toEqual(["t_a", "t_c"]);
    expect(await only("b")).toEqual(["b"]);
    expect(await only("b")).toEqual(["b"]);
    expect(await rows("SELECT id FROM t_a ORDER BY id")).toEqual([{ id: 0 }, { id: 1 }]);
    const { entries } = await log(await project.open());
    expect(entries.map(({ revision, status }) => [revision, status])).toEqual([
      ["a", "applied"],
      ["c", "applied"],
      ["b", "applied"],
      ["b", "applied"],
    ]);
    expect(entries.every(({ details }) => details?.includes('"only":true'))).toBe(true);
  });

  it.each([
    ["with a transaction", ""],
    ["without a transaction", "export const transaction = false;"],
  ])("carries out nothing after a call that failed, whoever caught the error, %s", async (_, header) => {
    project.revision("a", null, create("t_a"));
    project.revision(
      "b",
      "a",
      `export async function upgrade(op) {
  await op.addColumn("nowhere", { name: "x", type: "integer" }).catch(() => undefined);
  await op.execute("INSERT INTO t_a VALUES (1)").catch(() => undefined);
  await op.query("INSERT INTO t_a VALUES (2)").catch(() => undefined);
}`,
      header,
    );
    const error = await failure(upgrade(await project.open(), { target: "head" }));
    expect(error).toMatchObject({ code: "step-failed", message: expect.stringContaining("nowhere") });
    expect(await rows("SELECT id FROM t_a")).toEqual([]);
    expect((await current(await project.open())).heads).toEqual(["a"]);
  });

  it("does nothing the second time, and says why", async () => {
    project.revision("a", null, create("t_a"));
    const mig = await project.open();
    await upgrade(mig, { target: "head" });
    const again = await upgrade(mig, { target: "head" });
    expect(again.steps).toEqual([]);
    expect(again.note).toBe("The database is already at a.");
  });

  it("rolls a failing step back, keeps the steps before it, and records the failure", async () => {
    project.revision("a", null, create("t_a"));
    project.revision(
      "b",
      "a",
      `export async function upgrade(op) {
  await op.createTable({ name: "t_b", columns: [{ name: "id", type: "integer" }] });
  await op.execute("INSERT INTO t_b VALUES (1)");
  await op.execute("SELECT nonsense FROM t_b");
}`,
    );
    const mig = await project.open();
    const error = await failure(upgrade(mig, { target: "head" }));
    expect(error.code).toBe("step-failed");
    expect(error.message).toMatch(/The upgrade of b failed: .*nonsense/u);
    expect(error.details["sql"]).toBe("SELECT nonsense FROM t_b");
    expect(await tables()).toEqual(["t_a"]);
    expect((await current(mig)).heads).toEqual(["a"]);
    const { entries } = await log(mig);
    expect(entries.map(({ revision, direction, status }) => [revision, direction, status])).toEqual([
      ["a", "upgrade", "applied"],
      ["b", "upgrade", "errored"],
    ]);
    expect(entries[1]?.errorMessage).toMatch(/nonsense/u);
    expect(entries[1]?.statement).toBe("SELECT nonsense FROM t_b");
    expect(entries[0]?.checksum).toMatch(/^sha256:1:[0-9a-f]{64}$/u);
  });

  it("runs calls in order whether they are awaited or not, and throws what nobody waited for", async () => {
    project.revision(
      "a",
      null,
      `export async function upgrade(op) {
  op.createTable({ name: "t_a", columns: [{ name: "id", type: "integer" }] });
  op.execute("INSERT INTO t_a VALUES (1)");
  op.addColumn("t_a", { name: "note", type: "text" });
}`,
    );
    project.revision("b", "a", `export async function upgrade(op) { op.execute("SELECT nonsense"); }`);
    const mig = await project.open();
    await upgrade(mig, { target: "a" });
    expect(await rows("SELECT id, note FROM t_a")).toEqual([{ id: 1, note: null }]);
    expect((await failure(upgrade(mig, { target: "head" }))).code).toBe("step-failed");
  });

  it("leaves no failure without anybody to hear it of calls that came after another had failed", async () => {
    project.write("revisions/rows.json", "[]");
    project.revision(
      "a",
      null,
      `export async function upgrade(op) {
  op.execute("INSERT INTO nowhere VALUES (1)");
  op.createTable({ name: "t", columns: [{ name: "id", type: "integer" }] });
  op.bulkInsert("t", [{ id: 1 }]);
  op.query("SELECT 1");
  op.seed("t", "rows.json");
  op.each("t", {}, () => undefined);
  op.backfill({ table: "t", set: { id: "1" } });
  op.export("t", "out.json");
  op.requireBackfill("b");
}`,
    );
    const mig = await project.open();
    const heard: unknown[] = [];
    const note = (reason: unknown): void => void heard.push(reason);
    process.on("unhandledRejection", note);
    const error = await failure(upgrade(mig, { target: "head" }));
    await new Promise((done) => setTimeout(done, 1));
    process.off("unhandledRejection", note);
    expect(error.message).toContain("nowhere");
    expect(heard).toEqual([]);
  });

  it("lets op.query and op.db see what the step has done so far", async () => {
    project.revision(
      "a",
      null,
      `export async function upgrade(op) {
  await op.createTable({ name: "t_a", columns: [{ name: "id", type: "integer" }] });
  await op.bulkInsert("t_a", [{ id: 1 }, { id: 2 }]);
  const [row] = await op.query("SELECT count(*) AS n FROM t_a WHERE id > ${dialect === "sqlite" ? "?" : "$1"}", [0]);
  if (Number(row.n) !== 2) throw new Error("op.query saw " + row.n);
  const { sql } = await import(${JSON.stringify(import.meta.resolve("drizzle-orm"))});
  await ${dialect === "sqlite" ? "op.db.run" : "op.db.execute"}(sql\`INSERT INTO t_a VALUES (3)\`);
}`,
    );
    await upgrade(await project.open(), { target: "head" });
    expect(await rows("SELECT id FROM t_a ORDER BY id")).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
  });

  if (dialect === "postgresql")
    it("lets a step use the label that it adds to an enum", async () => {
      project.revision(
        "a",
        null,
        `export async function upgrade(op) {
  await op.createEnum({ name: "mood", values: ["sad", "happy"] });
  await op.createTable({ name: "t_a", columns: [{ name: "mood", type: "mood", default: "'sad'" }] });
  await op.execute("INSERT INTO t_a VALUES ('happy')");
}`,
      );
      const uses = [
        `await op.execute("INSERT INTO t_a VALUES ('ok')");`,
        `await op.query("SELECT 1"); await op.query("INSERT INTO t_a VALUES ('ok')");`,
        `await op.alterColumn("t_a", "mood", { default: "'ok'" }); await op.execute("INSERT INTO t_a DEFAULT VALUES");`,
        `await op.bulkInsert("t_a", [{ mood: "ok" }]);`,
      ];
      const mig = async (): Promise<Environment> => project.open({ confirmBreaking: true });
      await upgrade(await mig(), { target: "a" });
      for (const use of uses) {
        project.revision(
          "b",
          "a",
          `export async function upgrade(op) {
  await op.addEnumValue("mood", "ok", { after: "sad" });
  ${use}
}
export async function downgrade(op) {
  await op.alterColumn("t_a", "mood", { default: "'sad'" });
  await op.execute("DELETE FROM t_a WHERE mood = 'ok'");
  await op.changeEnum("mood", ["sad", "happy"]);
}`,
        );
        await upgrade(await mig(), { target: "b" });
        expect(await rows("SELECT mood FROM t_a ORDER BY mood")).toEqual([{ mood: "ok" }, { mood: "happy" }]);
        await downgrade(await mig(), { target: "a" });
      }
    });

  it.each([
    [
      "op.execute",
      `await op.execute("INSERT INTO t_a VALUES (1); -- done\\nCOMMIT; INSERT INTO t_a VALUES (2)")`,
    ],
    ["op.query", `await op.query("INSERT INTO t_a VALUES (1)"); await op.query("rollback")`],
  ])("keeps a step whole that would end its own transaction by %s", async (_, body) => {
    project.revision("a", null, create("t_a"));
    project.revision("b", "a", `export async function upgrade(op) { ${body}; }`);
    const mig = await project.open();
    const error = await failure(upgrade(mig, { target: "head" }));
    expect(error.message).toMatch(/runs in a transaction of its own/u);
    expect(await rows("SELECT id FROM t_a")).toEqual([]);
    expect((await current(mig)).heads).toEqual(["a"]);
  });

  it("lets a step have savepoints", async () => {
    project.revision("a", null, create("t_a"));
    project.revision(
      "b",
      "a",
      `export async function upgrade(op) {
  await op.execute("SAVEPOINT s; INSERT INTO t_a VALUES (1); ROLLBACK TO s; RELEASE s; INSERT INTO t_a VALUES (2)");
}`,
    );
    await upgrade(await project.open(), { target: "head" });
    expect(await rows("SELECT id FROM t_a")).toEqual([{ id: 2 }]);
  });

  it("goes on at the statement that failed when a revision has no transaction", async () => {
    const body = (second: string): string => `export async function upgrade(op) {
  await op.execute("CREATE TABLE t_a (id integer)");
  await op.execute("INSERT INTO t_a VALUES (1)");
  await op.execute("INSERT INTO ${second} VALUES (2)");
}`;
    project.revision("a", null, body("t_b"), "export const transaction = false;");
    const mig = await project.open();
    expect((await failure(upgrade(mig, { target: "head" }))).details["rolledBack"]).toBe(false);
    expect((await log(mig)).entries[0]).toMatchObject({ status: "errored", statementIndex: 2 });
    await rows("CREATE TABLE t_b (id integer)");
    await upgrade(await project.open(), { target: "head" });
    expect(await rows("SELECT id FROM t_a")).toEqual([{ id: 1 }]);
    expect(await rows("SELECT id FROM t_b")).toEqual([{ id: 2 }]);
    expect((await current(mig)).heads).toEqual(["a"]);
  });

  it("takes everything back when one transaction is wanted for the whole run", async () => {
    project.revision("a", null, create("t_a"));
    project.revision("b", "a", `export async function upgrade(op) { await op.execute("SELECT nonsense"); }`);
    const mig = await project.open({ transaction: "run" });
    await failure(upgrade(mig, { target: "head" }));
    expect(await tables()).toEqual([]);
    expect((await current(mig)).heads).toEqual([]);
    expect((await log(mig)).entries.map((entry) => entry.status)).toEqual(["errored"]);
  });

  it("names the step whose connection was lost, and does not claim to know how it ended", async ({
    skip,
  }) => {
    skip(dialect === "sqlite", "SQLite has no connection to lose");
    project.revision(
      "a",
      null,
      `export async function upgrade(op) { await op.execute("SELECT pg_terminate_backend(pg_backend_pid())"); }`,
    );
    const error = await failure(upgrade(await project.open(), { target: "head" }));
    expect(error).toMatchObject({
      code: "step-failed",
      hint: expect.stringContaining("as a whole or not at all"),
      details: { innerCode: "connection-lost", rolledBack: null },
    });
  });

  it("does not say that a step failed when only the hook after it did", async () => {
    project.revision("a", null, create("t_a"));
    const mig = await project.open({ onStep: () => Promise.reject(new Error("hook")) });
    await expect(upgrade(mig, { target: "head" })).rejects.toThrow("hook");
    expect((await current(await project.open())).heads).toEqual(["a"]);
    expect(project.events.map(({ kind }) => kind)).not.toContain("step-failed");
  });

  it("writes nothing when it only looks", async () => {
    project.revision("a", null, create("t_a"));
    const mig = await project.open();
    const dry = await upgrade(mig, { target: "head", dryRun: true }).catch((error: unknown) => error);
    // A file of SQLite that is not there cannot be looked at; the dry run of a new database is an empty start.
    if (!(dry instanceof MigError)) expect(dry).toMatchObject({ dryRun: true, to: ["a"] });
    await rows("SELECT 1");
    const looked = await upgrade(mig, { target: "head", dryRun: true });
    expect(looked.steps.map((step) => step.revision)).toEqual(["a"]);
    await current(mig);
    const all =
      dialect === "sqlite"
        ? "SELECT name FROM sqlite_schema"
        : "SELECT tablename FROM pg_tables WHERE schemaname = 'public'";
    expect(await rows(all)).toEqual([]);
  });
});
