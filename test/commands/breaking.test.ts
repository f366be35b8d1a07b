import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { downgrade } from "../../src/commands/downgrade.ts";
import { log } from "../../src/commands/log.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { MigError } from "../../src/core/errors.ts";
import type { DatabaseConfig } from "../../src/settings/config.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

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
    ).connected(({ connection }) => connection.query(saidInSql(`INSERT INTO users VALUES ${values}`)));
  };
  const rows = async (): Promise<number> => {
    const found = await (
      await project.open()
    ).connected(({ connection }) => connection.query("SELECT id, name FROM users"));
    return found.length;
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
    const { entries } = await log(await project.open());
    expect(entries.map(({ revision, status }) => `${revision} ${status}`)).toEqual([
      "a applied",
      "b errored",
    ]);
    expect(await rows()).toBe(1204);
  });

  it("counts the rows that hold a label which goes, alone or in a list", async ({ skip }) => {
    skip(dialect === "sqlite", "SQLite has no enumerated types");
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
    const declared = 'export const breaking = { tables: ["users"], columns: ["users.name", "users.age"] };';
    project.revision("c", "b", body('await op.dropTable("users");'), declared);
    expect(await refused()).toEqual(["c (c): loses table users (1 row)"]);
    expect((await log(await project.open())).entries).toMatchObject([
      { revision: "a", status: "applied" },
      { revision: "c", direction: "upgrade", status: "errored" },
    ]);
  });

  it("says in a dry run what would be asked", async () => {
    await fill(2);
    const declared = 'export const breaking = { tables: ["users"] };';
    project.revision("b", "a", body('await op.dropTable("users");'), declared);
    const dry = await upgrade(await project.open(), { target: "head", dryRun: true });
    expect(dry.breaking).toEqual(["b (b): loses table users (2 rows)"]);
    expect((await upgrade(await project.open(), { target: "a", dryRun: true })).breaking).toBeUndefined();
  });

  it("asks a person, and runs or not as they say", async () => {
    await fill(1);
    const declared = 'export const breaking = { tables: ["users"] };';
    project.revision("b", "a", body('await op.dropTable("users");'), declared);
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
    expect(questions).toEqual(Array(2).fill("  b (b): loses table users (1 row)\nGo on?"));
  });

  it("is told beforehand by the environment", async () => {
    await fill(1);
    project.revision("b", "a", body('await op.dropTable("users");'));
    const told = await project.open({}, { env: { MIG_CONFIRM_BREAKING: "true" } });
    expect((await upgrade(told, { target: "head" })).to).toEqual(["b"]);
  });

  it.each([
    ["as they are met", ""],
    ["as the header declares them", 'export const breaking = { tables: ["users"] };'],
  ])("lets small losses pass where the configuration says so, %s", async (_, header) => {
    await fill(10);
    project.revision("b", "a", body('await op.dropTable("users");'), header);
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

  it.each([
    ["op destructured", "export const upgrade = async ({ dropTable }) => dropTable('users');", ""],
    ["a computed name", body('await op["drop" + "Table"]("users");'), ""],
    [
      "a helper of another file",
      `import { clear } from "./helper.ts";\n${body("await clear(op);")}`,
      "export const clear = (op) => op.dropTable('users');",
    ],
    [
      "a question of the database first",
      body('if ((await op.query("SELECT 1 FROM users")).length > 0) await op.dropTable("users");'),
      "",
    ],
    ["op.query", body('await op.query("DROP /* x */ TABLE users");'), ""],
    ["an error that is caught", body('await op.dropTable("users").catch(() => undefined);'), ""],
    [
      "an operation of one's own",
      body(
        'await op.run({ kind: "custom", args: [{ name: "gone", sql: { postgresql: () => "DROP TABLE users", sqlite: () => "DROP TABLE users" } }, {}] });',
      ),
      "",
    ],
    [
      "Drizzle",
      body(
        dialect === "sqlite"
          ? 'op.db.run("DELETE FROM users");'
          : 'await op.db.execute("DELETE FROM users");',
      ),
      "",
    ],
  ])(
    "stops a body that declares nothing before the loss, however it is written: %s",
    async (_, text, helper) => {
      await fill(3);
      project.revision("b", "a", text);
      if (helper !== "") project.write("revisions/helper.ts", helper);
      const [reason, ...others] = await refused();
      expect(reason).toMatch(/^b \(b\): (?:drops|empties) table users/u);
      expect(others).toEqual([]);
      expect(await rows()).toBe(3);
      const told = await project.open({ confirmBreaking: true });
      expect((await upgrade(told, { target: "head" })).to).toEqual(["b"]);
    },
  );

  it("says what was run before a body was stopped, and takes it back", async () => {
    await fill(3);
    project.revision(
      "b",
      "a",
      body(`await op.addColumn("users", { name: "age", type: "integer" });
  await op.execute("UPDATE users SET age = 1");
  await op.dropTable("users");`),
    );
    const error = (await upgrade(await project.open(), { target: "head" }).catch(
      (thrown: unknown) => thrown,
    )) as MigError;
    expect(error.details).toMatchObject({
      revision: "b",
      rolledBack: true,
      ran: ["add column users.age integer", "execute UPDATE users SET age = 1"],
    });
    expect(error.message).toContain("b was stopped before that; what had been run was rolled back");
    const columns = await (
      await project.open()
    ).connected(({ connection }) => connection.query("SELECT * FROM users LIMIT 1"));
    expect(Object.keys(columns[0] ?? {})).toEqual(["id", "name"]);
  });

  it("runs a body once, when it runs, and none to look ahead or for a dry run", async () => {
    await fill(3);
    const mail = join(project.folder, "mail");
    project.revision(
      "b",
      "a",
      `import { appendFileSync } from "node:fs";\n${body(`appendFileSync(${JSON.stringify(mail)}, op.mode); await op.dropTable("users");`)}`,
    );
    const dry = await upgrade(await project.open(), { target: "head", dryRun: true });
    expect(dry.undeclared).toEqual(["b"]);
    expect(existsSync(mail)).toBe(false);
    await upgrade(await project.open({ confirmBreaking: true }), { target: "head" });
    expect(readFileSync(mail, "utf8")).toBe("live");
  });

  it("asks about what is declared alone, and stops before what is not", async () => {
    await fill(3);
    const header = 'export const breaking = { columns: ["users.name"] };';
    project.revision(
      "b",
      "a",
      body('await op.dropColumn("users", "name"); await op.dropTable("users");'),
      header,
    );
    const questions: string[] = [];
    const confirm = async (question: string): Promise<boolean> => (questions.push(question), true);
    const run = upgrade(await project.open({}, { confirm }), { target: "head" });
    await expect(run).rejects.toMatchObject({
      code: "confirmation-needed",
      details: { reasons: ["b (b): drops table users (3 rows)"] },
    });
    expect(questions).toEqual(["  b (b): loses column users.name (2 rows hold a value)\nGo on?"]);
  });

  it("asks on the way down about what the header declares", async () => {
    project.revision("a", null, users, 'export const breaking = { tables: ["users"] };');
    await fill(3);
    await expect(downgrade(await project.open(), { target: "base" })).rejects.toMatchObject({
      details: { reasons: ["downgrade of a (a): loses table users (3 rows)"] },
    });
    expect((await log(await project.open())).entries).toMatchObject([
      { revision: "a", status: "applied" },
      { revision: "a", direction: "downgrade", status: "errored" },
    ]);
  });

  it("does not trust names after the search path was changed", async ({ skip }) => {
    skip(dialect === "sqlite", "SQLite has no search path");
    await fill(3);
    project.revision(
      "b",
      "a",
      body(`await op.execute("CREATE SCHEMA other; SET LOCAL search_path TO other; CREATE TABLE users (id int); SET LOCAL search_path TO public");
  await op.execute("DROP TABLE users");`),
    );
    expect(await refused()).toEqual(["b (b): drops table users (3 rows)"]);
  });

  it("refuses a placeholder that rows would get, by file and line, and passes it where there are none", async () => {
    const filled = body(`await op.addColumn("users", { name: "age", type: "integer" });
  await op.execute("UPDATE users SET age = 0 /* placeholder */ WHERE age IS NULL", "");`);
    await fill(2);
    project.revision("b", "a", filled);
    await expect(upgrade(await project.open(), { target: "head" })).rejects.toMatchObject({
      code: "step-failed",
      details: { innerCode: "placeholder-left", path: "revisions/b_.ts", line: expect.any(Number) as number },
      message: expect.stringMatching(
        /revisions\/b_\.ts:\d+: 2 rows would get a placeholder as users\.age/u,
      ) as string,
    });
    expect((await upgrade(await project.open({ confirmBreaking: true }), { target: "head" })).to).toEqual([
      "b",
    ]);
  });

  it("lets a placeholder pass where no row would get it", async () => {
    await fill(2);
    project.revision(
      "b",
      "a",
      body(`await op.execute("UPDATE users SET id = 0 /* placeholder */ WHERE id IS NULL", "");`),
    );
    expect((await upgrade(await project.open(), { target: "head" })).to).toEqual(["b"]);
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
  ])("asks for nothing when a table is recreated from its own rows: %s", async (_, sql) => {
    await fill(4);
    sqlRevision("b", "a", sql);
    expect((await upgrade(await project.open(), { target: "head" })).to).toEqual(["b"]);
    const left = await (
      await project.open()
    ).connected(({ connection }) => connection.query("SELECT id FROM users ORDER BY id"));
    expect(left.map(({ id }) => Number(id))).toEqual([0, 1, 2, 3]);
  });

  it("asks for nothing when calls and SQL recreate a table together", async () => {
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

  it.each<[number, string | null]>([
    [0, null],
    [4, "b (b): drops table users (4 rows), of which a copy under another name is left"],
  ])("stops at a table of %i rows that is left under another name alone", async (count, reason) => {
    if (count > 0) await fill(count);
    else await upgrade(await project.open(), { target: "a" });
    project.revision(
      "b",
      "a",
      body(`await op.createTable({ name: "kept", columns: [{ name: "id", type: "integer" }, { name: "name", type: "text" }] });
  await op.execute("INSERT INTO kept (id, name) SELECT id, name FROM users");
  await op.dropTable("users");`),
    );
    if (reason !== null) expect(await refused()).toEqual([reason]);
    else expect((await upgrade(await project.open(), { target: "head" })).to).toEqual(["b"]);
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
  ])("asks about values of a table recreated %s", async (_, sql, reasons) => {
    await fill(4);
    sqlRevision("b", "a", sql);
    expect(await refused()).toEqual(reasons.map((reason) => `b: ${reason}`));
  });

  it("knows a table that was recreated, or renamed by SQL, in the steps after it", async () => {
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
