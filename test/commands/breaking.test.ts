import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { downgrade } from "../../src/commands/downgrade.ts";
import { log } from "../../src/commands/log.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { MigError } from "../../src/core/errors.ts";
import type { DatabaseConfig } from "../../src/project/config.ts";
import { createProject, dialects, type Project } from "../support/project.ts";

describe.each(dialects)("steps that take data away on %s", (dialect) => {
  let project: Project;
  beforeEach(async () => {
    project = await createProject(dialect);
    project.revision("a", null, users);
  });
  afterEach(() => project.remove());

  const users = `export async function upgrade(op) {
  await op.createTable({ name: "users", columns: [{ name: "id", type: "integer", nullable: false }, { name: "name", type: "text" }], primaryKey: { columns: ["id"] } });
}
export async function downgrade(op) {
  await op.dropTable("users");
}`;
  const body = (statements: string): string => `export async function upgrade(op) {\n${statements}\n}`;
  const fill = async (rows: number): Promise<void> => {
    await upgrade(await project.open(), { target: "a" });
    const values = Array.from(
      { length: rows },
      (_, index) => `(${index}, ${index % 2 === 0 ? "'x'" : "NULL"})`,
    ).join(", ");
    await (
      await project.open()
    ).connected(({ connection }) => connection.query(`INSERT INTO users VALUES ${values}`));
  };
  const refused = async (config: DatabaseConfig = {}): Promise<readonly string[]> => {
    const error = (await upgrade(await project.open(config), { target: "head" }).then(
      () => null,
      (thrown: unknown) => thrown,
    )) as MigError | null;
    expect(error?.code).toBe("confirmation-needed");
    return error?.details["reasons"] as readonly string[];
  };

  it.each<[string, string, string]>([
    ["a dropped table", 'await op.dropTable("users");', "drops table users (1,204 rows)"],
    [
      "a dropped column",
      'await op.dropColumn("users", "name");',
      "drops column users.name (602 rows hold a value)",
    ],
    [
      "a table that is renamed first",
      'await op.renameTable("users", "people"); await op.dropTable("people");',
      "drops table people (1,204 rows)",
    ],
    [
      "plain SQL",
      "await op.execute('-- gone\\nDROP TABLE IF EXISTS \"users\"');",
      "drops table users (1,204 rows)",
    ],
    ["a DELETE of everything", "await op.execute('DELETE FROM Users');", "empties table users (1,204 rows)"],
  ])("refuses %s where nobody can be asked, and says how many rows", async (_, statements, reason) => {
    await fill(1204);
    project.revision("b", "a", body(statements));
    expect(await refused()).toEqual([`b (b): ${reason}`]);
    expect((await log(await project.open())).entries.map(({ revision }) => revision)).toEqual(["a"]);
  });

  it("counts the rows that hold a label which goes, alone or in a list", async () => {
    if (dialect === "sqlite") return;
    const types = 'await op.createEnum({ name: "mood", values: ["sad", "calm", "happy"] });';
    const columns = '{ name: "one", type: "mood" }, { name: "many", type: "mood[]" }';
    project.revision(
      "m",
      "a",
      body(`${types}\n  await op.createTable({ name: "m", columns: [${columns}] });`),
    );
    await upgrade(await project.open(), { target: "m" });
    await (
      await project.open()
    ).connected(({ connection }) =>
      connection.query(
        "INSERT INTO m VALUES ('sad', '{calm}'), ('happy', '{sad,happy}'), ('happy', '{}'), (NULL, NULL), ('happy', '{happy}')",
      ),
    );
    project.revision("n", "m", body('await op.changeEnum("mood", ["sad", "calm"], { happy: "calm" });'));
    expect(await refused()).toEqual([
      "n (n): takes 'happy' from m.one (3 rows hold a value)",
      "n (n): takes 'happy' from m.many (2 rows hold a value)",
    ]);
  });

  it("refuses before the first step of the run, not before the step itself", async () => {
    await fill(1);
    project.revision("b", "a", body('await op.addColumn("users", { name: "age", type: "integer" });'));
    project.revision("c", "b", body('await op.dropTable("users");'));
    await refused();
    expect((await log(await project.open())).entries).toHaveLength(1);
  });

  it("says in a dry run what would be asked", async () => {
    await fill(2);
    project.revision("b", "a", body('await op.dropTable("users");'));
    const dry = await upgrade(await project.open(), { target: "head", dryRun: true });
    expect(dry.breaking).toEqual(["b (b): drops table users (2 rows)"]);
    expect((await upgrade(await project.open(), { target: "a", dryRun: true })).breaking).toBeUndefined();
  });

  it("asks a person, and runs or not as they say", async () => {
    await fill(1);
    project.revision("b", "a", body('await op.dropTable("users");'));
    const questions: string[] = [];
    const answering = (answer: boolean) => ({
      confirm: async (question: string) => (questions.push(question), answer),
    });
    await expect(upgrade(await project.open({}, answering(false)), { target: "head" })).rejects.toMatchObject(
      { code: "declined" },
    );
    await expect(upgrade(await project.open({}, answering(true)), { target: "head" })).resolves.toMatchObject(
      { to: ["b"] },
    );
    expect(questions).toEqual(Array(2).fill("  b (b): drops table users (1 row)\nGo on?"));
  });

  it("is told beforehand by the environment", async () => {
    await fill(1);
    project.revision("b", "a", body('await op.dropTable("users");'));
    const told = await project.open({}, { env: { MIG_CONFIRM_BREAKING: "true" } });
    expect((await upgrade(told, { target: "head" })).to).toEqual(["b"]);
  });

  it("lets small losses pass where the configuration says so", async () => {
    await fill(10);
    project.revision("b", "a", body('await op.dropTable("users");'));
    await refused({ confirmAbove: 9 });
    expect((await upgrade(await project.open({ confirmAbove: 10 }), { target: "head" })).to).toEqual(["b"]);
  });

  it("asks for nothing when the rows are not there, or were made by the run itself", async () => {
    project.revision(
      "b",
      "a",
      body(`await op.execute("INSERT INTO users VALUES (1, 'x')");
  await op.createTable({ name: "tmp", columns: [{ name: "id", type: "integer" }] });
  await op.execute("INSERT INTO tmp VALUES (1)");
  await op.dropTable("tmp");
  await op.dropColumn("users", "name");`),
    );
    expect((await upgrade(await project.open(), { target: "head" })).to).toEqual(["b"]);
  });

  it("asks for a revision that is marked, whatever it does, and not for one that says it is harmless", async () => {
    await fill(1);
    project.revision("b", "a", body(""), 'export const breaking = "clients before 2.0 stop working";');
    expect(await refused()).toEqual(["b (b): clients before 2.0 stop working"]);
    project.revision("b", "a", body('await op.dropTable("users");'), "export const breaking = false;");
    expect((await upgrade(await project.open(), { target: "head" })).to).toEqual(["b"]);
  });

  it("asks when it cannot know: the body reads data, or uses files", async () => {
    await fill(1);
    project.revision(
      "b",
      "a",
      body('if ((await op.query("SELECT 1 FROM users")).length > 0) await op.dropTable("users");'),
    );
    expect(await refused()).toEqual([expect.stringContaining("b (b): may lose data")]);
    project.revision(
      "b",
      "a",
      `import { writeFileSync } from "node:fs";\n${body(`writeFileSync(${JSON.stringify(`${project.folder}/acted`)}, ""); await op.dropTable("users");`)}`,
    );
    expect(await refused()).toEqual([expect.stringContaining("b (b): may lose data")]);
    expect((await import("node:fs")).existsSync(`${project.folder}/acted`)).toBe(false);
  });

  it("asks on the way down as well", async () => {
    await fill(3);
    const down = downgrade(await project.open(), { target: "base" });
    await expect(down).rejects.toMatchObject({
      details: { reasons: ["downgrade of a (a): drops table users (3 rows)"] },
    });
  });

  it("reads an SQL revision like any other", async () => {
    await fill(2);
    project.write(
      "revisions/b.sql",
      "-- revision: b\n-- down-revision: a\n\n-- upgrade\nALTER TABLE users DROP COLUMN name;\n",
    );
    expect(await refused()).toEqual(["b: drops column users.name (1 row holds a value)"]);
  });

  const rebuilt = (
    select: string,
    into = "",
  ): string => `CREATE TABLE users_new (id integer PRIMARY KEY, name text);
INSERT INTO users_new${into} SELECT ${select};
DROP TABLE users;
ALTER TABLE users_new RENAME TO users;`;
  const sqlRevision = (id: string, down: string, sql: string): void =>
    project.write(
      `revisions/${id}.sql`,
      `-- revision: ${id}\n-- down-revision: ${down}\n\n-- upgrade\n${sql}\n`,
    );

  it.each([
    ["all its columns", rebuilt("* FROM users")],
    ["columns by name", rebuilt('"id", upper("name") FROM "users" ORDER BY id', '("id", "name")')],
    [
      "the old one renamed",
      `ALTER TABLE users RENAME TO old;\nCREATE TABLE users (id integer, name text);
INSERT INTO users SELECT * FROM old;\nDROP TABLE old;`,
    ],
    [
      "rows put aside and back",
      `CREATE TEMPORARY TABLE kept AS SELECT * FROM users;\nDROP TABLE users;
CREATE TABLE users (id integer, name text);\nINSERT INTO users SELECT * FROM kept;\nDROP TABLE kept;`,
    ],
  ])("asks for nothing when a table is made anew from its own rows: %s", async (_, sql) => {
    await fill(4);
    sqlRevision("b", "a", sql);
    expect((await upgrade(await project.open(), { target: "head" })).to).toEqual(["b"]);
    const rows = await (
      await project.open()
    ).connected(({ connection }) => connection.query("SELECT id FROM users ORDER BY id"));
    expect(rows.map(({ id }) => Number(id))).toEqual([0, 1, 2, 3]);
  });

  it("asks for nothing when calls and SQL make a table anew together", async () => {
    await fill(4);
    project.revision(
      "b",
      "a",
      body(`await op.createTable({ name: "users_new", columns: [{ name: "id", type: "integer" }, { name: "name", type: "text" }] });
  await op.execute("INSERT INTO users_new (id, name) SELECT id, name FROM users");
  await op.dropTable("users");
  await op.renameTable("users_new", "users");`),
    );
    expect((await upgrade(await project.open(), { target: "head" })).to).toEqual(["b"]);
  });

  it.each<[string, string, readonly string[]]>([
    [
      "that are not taken along",
      rebuilt("id FROM users", " (id)"),
      ["drops column users.name (2 rows hold a value)"],
    ],
    ["of which some are left out", rebuilt("* FROM users WHERE id > 1"), ["drops table users (4 rows)"]],
    [
      "of which some are left out at the end",
      rebuilt("* FROM users LIMIT 3"),
      ["drops table users (4 rows)"],
    ],
    ["that are merged", rebuilt("DISTINCT * FROM users"), ["drops table users (4 rows)"]],
    ["that are not filled in again", rebuilt("1, 'x'"), ["drops table users (4 rows)"]],
    [
      "that are under another name in the end",
      "CREATE TABLE kept AS SELECT * FROM users;\nDROP TABLE users;",
      ["drops table users (4 rows)"],
    ],
    [
      "that are emptied on the way",
      rebuilt("* FROM users").replace("DROP", "DELETE FROM users_new;\nDROP"),
      ["empties table users_new (4 rows)"],
    ],
  ])("asks about values of a table made anew %s", async (_, sql, reasons) => {
    await fill(4);
    sqlRevision("b", "a", sql);
    expect(await refused()).toEqual(reasons.map((reason) => `b: ${reason}`));
  });

  it("knows a table that was made anew, or renamed by SQL, in the steps after it", async () => {
    await fill(4);
    sqlRevision("b", "a", rebuilt("* FROM users"));
    sqlRevision(
      "c",
      "b",
      "ALTER TABLE users RENAME TO people;\nALTER TABLE people RENAME COLUMN name TO called;",
    );
    sqlRevision("d", "c", "ALTER TABLE people DROP COLUMN called;");
    sqlRevision(
      "e",
      "d",
      "CREATE TABLE copied AS SELECT * FROM people;\nDROP TABLE copied;\nDROP TABLE people;",
    );
    expect(await refused()).toEqual([
      "d: drops column people.called (2 rows hold a value)",
      "e: drops table people (4 rows)",
    ]);
  });
});
