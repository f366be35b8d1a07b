import { createClient } from "@libsql/client";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { DatabaseConfig } from "../../src/settings/config.ts";
import { createProject, type Project } from "../support/project.ts";

const first = `CREATE TABLE p (id integer PRIMARY KEY, a text);
CREATE TABLE c (id integer PRIMARY KEY, p integer REFERENCES p (id) ON DELETE CASCADE);
CREATE TABLE tmp (id integer);
INSERT INTO p VALUES (1, 'one'), (2, 'two');
INSERT INTO c VALUES (1, 1), (2, 2);`;

const rebuild = `CREATE TABLE p_new (id integer PRIMARY KEY, a text NOT NULL);
INSERT INTO p_new SELECT * FROM p;
DROP TABLE p;
ALTER TABLE p_new RENAME TO p;`;

const kept = { parents: 2, children: 2, broken: 0 };

describe("SQL of one's own that drops a table to which others refer, on SQLite", () => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject("sqlite");
    sql("a", null, first);
  });
  afterEach(() => project.remove());

  const sql = (id: string, down: string | null, text: string, header = ""): void =>
    project.write(
      `revisions/${id}_.sql`,
      `-- ${id}\n--\n-- revision: ${id}\n-- down-revision: ${down ?? ""}\n${header}\n-- upgrade\n${text}\n`,
    );
  const up = async (target: string, config: DatabaseConfig = {}): Promise<unknown> =>
    upgrade(await project.open({ confirmBreaking: true, ...config }), { target });
  const counts = async (): Promise<unknown> =>
    (await project.open()).connected(async ({ connection }) => {
      const [row] = await connection.query(
        "SELECT (SELECT count(*) FROM p) AS parents, (SELECT count(*) FROM c) AS children, (SELECT count(*) FROM pragma_foreign_key_check) AS broken",
      );
      return row;
    });

  it.each([
    ["a table that is filled from it and takes its name", rebuild],
    [
      "a copy that is copied back",
      `CREATE TEMP TABLE kept AS SELECT * FROM p; DROP TABLE "P"; CREATE TABLE p (id integer PRIMARY KEY, a text);
INSERT INTO p SELECT * FROM kept; DROP TABLE kept;`,
    ],
    [
      "a script that turns foreign keys off and on again",
      `PRAGMA foreign_keys=OFF;\n${rebuild}\nPRAGMA foreign_keys=ON;`,
    ],
    ["a script that turns them on before", `PRAGMA foreign_keys=ON;\n${rebuild}`],
    ["names with quotes and the database", rebuild.replace("TABLE p;", "TABLE IF EXISTS main.[p];")],
    ["a comment in the way", rebuild.replace("DROP TABLE", "DROP /* the old */ TABLE -- now\n")],
  ])("keeps the rows that refer to it: %s", async (_, text) => {
    await up("a");
    sql("b", "a", text);
    await up("b");
    expect(await counts()).toEqual(kept);
  });

  it("keeps them in one transaction for all, and where every statement stands for itself", async () => {
    await up("a");
    sql("b", "a", rebuild, "-- transaction: false\n");
    await up("b");
    expect(await counts()).toEqual(kept);
    sql("c", "b", rebuild);
    await up("c", { transaction: "run" });
    expect(await counts()).toEqual(kept);
  });

  it("keeps them in calls of op, one by one, also after data was read", async () => {
    await up("a");
    const calls = rebuild.split("\n").map((text) => `await op.execute(${JSON.stringify(text)});`);
    project.revision(
      "b",
      "a",
      `export async function upgrade(op) {\nawait op.query("SELECT 1");\n${calls.join("\n")}\n}`,
    );
    await up("b");
    expect(await counts()).toEqual(kept);
    const asked = rebuild.split("\n").map((text) => `await op.query(${JSON.stringify(text)});`);
    project.revision("c", "b", `export async function upgrade(op) {\n${asked.join("\n")}\n}`);
    await up("c");
    expect(await counts()).toEqual(kept);
  });

  it("keeps them where the table refers to itself, and where those that refer are made in the script", async () => {
    sql(
      "b",
      "a",
      `CREATE TABLE tree (id integer PRIMARY KEY, up integer REFERENCES tree (id) ON DELETE CASCADE);
INSERT INTO tree VALUES (1, NULL), (2, 1);
CREATE TABLE tree_new (id integer PRIMARY KEY, up integer REFERENCES tree (id) ON DELETE CASCADE);
INSERT INTO tree_new SELECT * FROM tree;
DROP TABLE tree;
ALTER TABLE tree_new RENAME TO tree;
INSERT INTO p SELECT id + 10, 'tree' FROM tree;`,
    );
    await up("b");
    expect(await counts()).toEqual({ ...kept, parents: 4 });
  });

  it("keeps rows of tables that the configuration leaves out", async () => {
    await up("a");
    sql("b", "a", rebuild);
    await up("b", { tablesFilter: ["!c"] });
    expect(await counts()).toEqual(kept);
  });

  it("keeps them over libSQL", async () => {
    await up("a");
    sql("b", "a", rebuild);
    const client = createClient({
      url: project.url.startsWith("file:") ? project.url : `file:${project.url}`,
    });
    await client.execute("PRAGMA foreign_keys = ON");
    await up("b", { url: undefined, client } as never);
    client.close();
    expect(await counts()).toEqual(kept);
  });

  it("refuses to leave rows that point to nothing, and names them", async () => {
    await up("a");
    for (const header of ["", "-- transaction: false\n"]) {
      sql("b", "a", "CREATE TABLE before (id integer);\nDROP TABLE p;", header);
      await expect(up("b")).rejects.toMatchObject({
        details: { innerCode: "foreign-keys-broken" },
        message: expect.stringContaining("c (rowid 1) points to a missing row of p") as string,
      });
      expect(await counts()).toEqual(kept);
      await (
        await project.open()
      ).connected(({ connection }) => connection.query("DROP TABLE IF EXISTS before"));
    }
    // What the attempt without a transaction had done was taken back by hand.
    sql("b", "a", "DELETE FROM c;\nDROP TABLE p;\nALTER TABLE c RENAME TO p;");
    await upgrade(await project.open({ confirmBreaking: true }), { target: "b", restart: true });
  });

  it("drops both where both go", async () => {
    await up("a");
    sql("b", "a", "DROP TABLE p;\nDROP TABLE c;\nCREATE TABLE z (id integer);", "-- transaction: false\n");
    await up("b");
  });

  it("leaves foreign keys enforced where nothing refers to what is dropped", async () => {
    await up("a");
    sql("b", "a", "DROP TABLE tmp;\nDELETE FROM p WHERE id = 1;\nUPDATE p SET a = 'x';");
    await up("b");
    expect(await counts()).toEqual({ parents: 1, children: 1, broken: 0 });
  });

  it("writes a script that keeps them too", async () => {
    sql("b", "a", rebuild);
    for (const broken of [false, true]) {
      // A history that does not run from nothing, as that of a database which was there before it.
      if (broken) sql("a", null, "ALTER TABLE p ADD COLUMN a text;");
      const script = (await upgrade(await project.open(), { target: "a:b", sql: true })).sql ?? "";
      const client = new Database(":memory:");
      client.pragma("foreign_keys = ON");
      client.exec(
        `${first}\nCREATE TABLE mig_version (version_num text PRIMARY KEY); INSERT INTO mig_version VALUES ('a');`,
      );
      client.exec(script);
      expect(client.prepare("SELECT count(*) AS n FROM c").get()).toEqual({ n: 2 });
      client.close();
    }
    sql("b", "a", "DROP TABLE tmp;");
    sql("a", null, first);
    expect((await upgrade(await project.open(), { target: "a:b", sql: true })).sql).not.toContain("PRAGMA");
  });
});
