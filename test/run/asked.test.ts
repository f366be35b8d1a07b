import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { upgrade } from "../../src/commands/upgrade.ts";
import { saidInSql } from "../../src/dialects/sql.ts";
import { writes } from "../../src/core/sql/effects.ts";
import { lexical } from "../../src/dialects/postgres/lexical.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { everyNth, killings } from "../support/run-killed.ts";

const header = "export const transaction = false;";

describe.each(dialects)("op.query in a step without a transaction on %s", (dialect) => {
  let project: Project;
  const mark = dialect === "sqlite" ? "?" : "$1";
  const fill = async (made: Project): Promise<void> => {
    made.revision(
      "a",
      null,
      `export async function upgrade(op) {
  await op.execute("CREATE TABLE t (id integer PRIMARY KEY, n bigint, at ${dialect === "sqlite" ? "text" : "timestamptz"})");
  await op.execute("CREATE TABLE seen (said text)");
}`,
    );
    await upgrade(await made.open(), { target: "heads" });
  };
  beforeEach(async () => {
    project = await createProject(dialect);
    await fill(project);
    Reflect.deleteProperty(globalThis, "resumed");
  });
  afterEach(() => project.remove());
  const up = async (): Promise<unknown> => upgrade(await project.open(), { target: "heads" });
  const rows = async (sql: string): Promise<readonly object[]> =>
    (await project.open()).connected(({ connection }) => connection.query(saidInSql(sql)));
  const body = (text: string): string => `export async function upgrade(op) {\n  ${text}\n}`;

  it("writes once, and gives again what it gave, however often the step is tried", async () => {
    project.revision(
      "b",
      "a",
      body(`const [{ count }] = await op.query("SELECT count(*) AS count FROM t");
  const given = await op.query("INSERT INTO t VALUES (${mark}, 9007199254740993, '2026-11-21T00:00:00Z') RETURNING *", [1]);
  await op.query("INSERT INTO t (id) VALUES (2)");
  const text = JSON.stringify(given, (_, value) => (typeof value === "bigint" ? String(value) : value));
  (globalThis.given ??= []).push(text, typeof given[0].n);
  await op.query("INSERT INTO seen VALUES (${mark})", [text]);
  if (globalThis.resumed !== true) throw new Error("interrupted");
  await op.query("UPDATE t SET id = id + 10");`),
      header,
    );
    await expect(up()).rejects.toThrow("interrupted");
    await expect(up()).rejects.toThrow("interrupted");
    Object.assign(globalThis, { resumed: true });
    await up();
    expect(await rows("SELECT id FROM t ORDER BY id")).toEqual([{ id: 11 }, { id: 12 }]);
    expect(await rows("SELECT * FROM seen")).toHaveLength(1);
    const given = Reflect.get(globalThis, "given") as readonly string[];
    Reflect.deleteProperty(globalThis, "given");
    expect(given).toHaveLength(6);
    expect(new Set(given.filter((_, index) => index % 2 === 0)).size).toBe(1);
    expect(new Set(given.filter((_, index) => index % 2 === 1)).size).toBe(1);
  });

  it("refuses to go on where something was put before what is done", async () => {
    const calls = (first: string): string =>
      body(`${first} await op.query("INSERT INTO t (id) VALUES (1)");
  if (globalThis.resumed !== true) throw new Error("interrupted");`);
    project.revision("b", "a", calls(""), header);
    await expect(up()).rejects.toThrow("interrupted");
    Object.assign(globalThis, { resumed: true });
    project.revision("b", "a", calls('await op.query("INSERT INTO t (id) VALUES (5)");'), header);
    await expect(up()).rejects.toMatchObject({ details: { innerCode: "resume-refused" } });
    expect(await rows("SELECT id FROM t")).toEqual([{ id: 1 }]);
  });

  it("leaves a transaction that the body begins to the body", async () => {
    project.revision(
      "b",
      "a",
      body(`await op.query("BEGIN");
  await op.query("INSERT INTO t (id) VALUES (1)");
  await op.query("ROLLBACK");
  await op.query("INSERT INTO t (id) VALUES (2)");
  await op.query("VACUUM");`),
      header,
    );
    await up();
    expect(await rows("SELECT id FROM t")).toEqual([{ id: 2 }]);
  });

  it("sets again what holds for the session, where a step goes on", async () => {
    const [set, look] =
      dialect === "sqlite"
        ? ["PRAGMA cache_size = 77", "SELECT cache_size AS it FROM pragma_cache_size"]
        : ["SET work_mem = '77MB'", "SELECT replace(current_setting('work_mem'), 'MB', '') AS it"];
    project.revision(
      "b",
      "a",
      body(`await op.execute("${set}");
  await op.execute("INSERT INTO t (id) VALUES (1)");
  if (globalThis.resumed !== true) throw new Error("interrupted");
  await op.execute("INSERT INTO t (id) VALUES (2)");
  const [{ it }] = await op.query("${look}");
  await op.query("INSERT INTO seen VALUES (${mark})", [String(it)]);`),
      header,
    );
    await expect(up()).rejects.toThrow("interrupted");
    Object.assign(globalThis, { resumed: true });
    await up();
    expect(await rows("SELECT said FROM seen")).toEqual([{ said: "77" }]);
  });

  it("comes to the same end when it is killed at a call", { timeout: 900_000 }, async () => {
    const made: Project[] = [];
    const { failures } = await killings({
      mode: "before",
      places: everyNth(5),
      async made() {
        const next = await createProject(dialect);
        made.push(next);
        await fill(next);
        next.revision(
          "b",
          "a",
          body(`const [first] = await op.query("INSERT INTO t (id) VALUES (1) RETURNING id");
  await op.execute("INSERT INTO t (id) VALUES (2)");
  await op.query("INSERT INTO seen VALUES ('" + first.id + "')");
  await op.query("VACUUM");
  await op.query("UPDATE t SET id = id + 10");`),
          header,
        );
        return next;
      },
      async outcome(done) {
        const mig = await done.open();
        return mig.connected(async ({ connection }) => ({
          t: await connection.query("SELECT id FROM t ORDER BY id"),
          seen: await connection.query("SELECT said FROM seen"),
        }));
      },
    });
    for (const each of made) await each.remove();
    expect(failures).toEqual([]);
  });
});

it.each([
  ["SELECT 1", false],
  ["(SELECT 1)", false],
  ["SELECT 1 FOR UPDATE", false],
  ["SELECT 1 FOR NO KEY UPDATE", false],
  ["SELECT 1 INTO t", true],
  ["WITH a AS (SELECT 1) SELECT * FROM a", false],
  ["WITH a AS (DELETE FROM t RETURNING n) SELECT * FROM a", true],
  ["EXPLAIN ANALYZE INSERT INTO t VALUES (1)", true],
  ["VALUES (1)", false],
  ["SHOW work_mem", false],
  ["SET work_mem = '1MB'", false],
  ["SET CONSTRAINTS ALL DEFERRED", true],
  ["PRAGMA table_info(t)", false],
  ["PRAGMA user_version = 3", false],
  ["CREATE TABLE t ()", true],
  ["CALL p()", true],
])("`%s` writes: %s", (sql, expected) => {
  expect(writes(sql, lexical)).toBe(expected);
});
