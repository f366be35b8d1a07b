import { afterEach, describe, expect, it } from "vitest";
import { upgrade } from "../../src/commands/upgrade.ts";
import { createProject, type Project } from "../support/project.ts";

const open: Project[] = [];
afterEach(async () => {
  for (const project of open.splice(0)) await project.remove();
});

const run = (...sql: readonly string[]): string =>
  sql.map((each) => `await op.execute(${JSON.stringify(each)});`).join("\n");
const body = (code: string): string => `export async function upgrade(op) {\n${code}\n}`;
const alone = "export const transaction = false;";

/** A database with rows in a table, in a partition of one, and in one that inherits; and one table without rows. */
async function started(): Promise<Project> {
  const project = await createProject("postgresql");
  open.push(project);
  project.revision(
    "a",
    null,
    body(
      run(
        "CREATE TABLE users (id integer PRIMARY KEY, email text)",
        "INSERT INTO users VALUES (1, 'a'), (2, NULL)",
        "CREATE TABLE events (day integer) PARTITION BY LIST (day)",
        "CREATE TABLE monday PARTITION OF events FOR VALUES IN (1)",
        "INSERT INTO events VALUES (1)",
        "CREATE TABLE parents (id integer)",
        "CREATE TABLE children (more text) INHERITS (parents)",
        "INSERT INTO children VALUES (1, 'b')",
        "CREATE SCHEMA far",
        "CREATE TABLE far.away (id integer)",
        "INSERT INTO far.away VALUES (1)",
        "CREATE TABLE bare (id integer, note text)",
        "CREATE FUNCTION clean() RETURNS void LANGUAGE plpgsql AS 'BEGIN EXECUTE ''DROP TABLE users''; END'",
        "CREATE FUNCTION twice(n integer) RETURNS integer LANGUAGE sql AS 'SELECT n * 2'",
        "CREATE PROCEDURE sweep() LANGUAGE sql AS 'DROP TABLE users'",
        "CREATE PROCEDURE commits() LANGUAGE plpgsql AS 'BEGIN INSERT INTO bare VALUES (7); COMMIT; END'",
        "CREATE FUNCTION wipe() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM users; RETURN NULL; END'",
        "CREATE TRIGGER wipe AFTER UPDATE ON bare FOR EACH STATEMENT EXECUTE FUNCTION wipe()",
        "CREATE TABLE ruled (id integer)",
        "CREATE TABLE kept (id integer)",
        "INSERT INTO kept VALUES (1)",
        "CREATE RULE wipe AS ON INSERT TO ruled DO ALSO DELETE FROM kept",
        "CREATE TABLE numbers (n text)",
        "INSERT INTO numbers VALUES ('1'), ('01'), ('2'), (NULL)",
        "CREATE COLLATION own (provider = icu, locale = 'de')",
        "CREATE TABLE letters (id integer, word text COLLATE own)",
        "INSERT INTO letters VALUES (1, 'c')",
      ),
    ),
  );
  await upgrade(await project.open(), { target: "head" });
  return project;
}

const losses: readonly (readonly [title: string, code: string, said: string])[] = [
  ["a block that drops a table", run("DO $$ BEGIN DROP TABLE users; END $$"), "drops table users (2 rows)"],
  [
    "a block that makes its statement",
    run("DO $$ BEGIN EXECUTE 'DROP TA' || 'BLE users'; END $$"),
    "drops table users (2 rows)",
  ],
  [
    "a block that drops a column",
    run("DO $$ BEGIN ALTER TABLE users DROP COLUMN email; END $$"),
    "drops column users.email (1 row holds a value)",
  ],
  ["a block that empties a table", run("DO $$ BEGIN TRUNCATE users; END $$"), "empties table users (2 rows)"],
  [
    "a block that drops a table outside of the scope",
    run("DO $$ BEGIN DROP SCHEMA far CASCADE; END $$"),
    "drops table far.away (1 row)",
  ],
  [
    "a block that deletes all rows",
    run("DO $$ BEGIN DELETE FROM users WHERE id > 0; END $$"),
    "empties table users (2 rows)",
  ],
  ["a trigger", run("UPDATE bare SET id = 1"), "empties table users (2 rows)"],
  ["a rule", run("INSERT INTO ruled VALUES (1)"), "empties table kept (1 row)"],
  [
    "a trigger that the step makes",
    run(
      "CREATE TRIGGER again AFTER INSERT ON bare FOR EACH STATEMENT EXECUTE FUNCTION wipe()",
      "INSERT INTO bare VALUES (1)",
    ),
    "empties table users (2 rows)",
  ],
  [
    "values that become NULL",
    run("ALTER TABLE users ALTER COLUMN email TYPE integer USING NULL"),
    "replaces the values of users.email by others (1 row holds a value)",
  ],
  [
    "values that become equal",
    run("ALTER TABLE numbers ALTER n SET DATA TYPE integer USING n::integer"),
    "makes values of numbers.n NULL or equal (1 row holds a value)",
  ],
  [
    "values that become NULL by an operation",
    `await op.alterColumn("numbers", "n", { type: "integer", using: "nullif(n, '2')::integer" });`,
    "makes values of numbers.n NULL or equal (2 rows hold a value)",
  ],
  [
    "a block among other statements",
    run("SELECT 1; DO 'BEGIN DROP TABLE users; END'; SELECT 2"),
    "users (2 rows)",
  ],
  ["a function", run("SELECT clean()"), "drops table users (2 rows)"],
  ["a function in a WITH", run("WITH x AS (SELECT clean()) SELECT * FROM x"), "drops table users (2 rows)"],
  [
    "a function that a statement with rows calls",
    run("INSERT INTO bare SELECT 1, clean()::text"),
    "users (2 rows)",
  ],
  ["a function of op.query", `await op.query("SELECT clean()");`, "drops table users (2 rows)"],
  ["a procedure", run("CALL sweep()"), "drops table users (2 rows)"],
  [
    "a prepared statement",
    run("PREPARE gone AS SELECT clean()", "EXECUTE gone"),
    "drops table users (2 rows)",
  ],
  [
    "what hangs on a collation",
    run("DROP COLLATION own CASCADE"),
    "drops column letters.word (1 row holds a value)",
  ],
  ["a partition", run("DROP TABLE monday"), "drops table monday (1 row)"],
  [
    "a partition that a block drops",
    run("DO $$ BEGIN DROP TABLE monday; END $$"),
    "drops table monday (1 row)",
  ],
  ["a table that inherits", run("DROP TABLE children"), "drops table children (1 row)"],
  ["a partition by op", `await op.dropTable("monday");`, "drops table monday (1 row)"],
];

const harmless: readonly (readonly [title: string, code: string])[] = [
  ["a block that drops what has no rows", run("DO $$ BEGIN DROP TABLE bare; END $$")],
  [
    "a block that drops a column without values",
    run("DO $$ BEGIN ALTER TABLE bare DROP COLUMN note; END $$"),
  ],
  ["a block that deletes some rows", run("DO $$ BEGIN DELETE FROM users WHERE id = 2; END $$")],
  [
    "rows deleted one by one where triggers are",
    run("UPDATE users SET id = id + 9", "DELETE FROM bare WHERE id = 7"),
  ],
  ["values that stay what they are", run("ALTER TABLE users ALTER id TYPE text USING id::text")],
  ["a name that differs in case from a partition's", run('DROP TABLE IF EXISTS "Monday"')],
  ["a block that renames", run("DO $$ BEGIN ALTER TABLE users RENAME TO people; END $$")],
  ["a block that rewrites rows", run("DO $$ BEGIN ALTER TABLE users ALTER id TYPE bigint; END $$")],
  [
    "a block that drops what the step has made",
    run(
      "CREATE TABLE made (id integer)",
      "INSERT INTO made VALUES (1)",
      "DO $$ BEGIN DROP TABLE made; END $$",
    ),
  ],
  [
    "a block that drops what a block has made",
    run(
      "DO $$ BEGIN CREATE TABLE made (id integer); INSERT INTO made VALUES (1); END $$",
      "DO $$ BEGIN DROP TABLE made; END $$",
    ),
  ],
  [
    "a statement that drops what a block has made",
    run("DO $$ BEGIN CREATE TABLE made AS SELECT 1 AS id; END $$", "DROP TABLE made"),
  ],
  ["a function that does nothing of the kind", run("SELECT twice(2)", "SELECT now()")],
];

describe("a step whose statements do not say what they do", () => {
  for (const [kind, header] of [
    ["in a transaction", ""],
    ["without one", alone],
  ] as const) {
    it.each(losses)(`is stopped before rows are lost, ${kind}: %s`, async (_title, code, said) => {
      const project = await started();
      project.revision("b", "a", body(`${run("SELECT 1")}\n${code}`), header);
      const attempt = upgrade(await project.open(), { target: "head" });
      await expect(attempt).rejects.toMatchObject({
        code: "confirmation-needed",
        message: expect.stringContaining(said) as string,
      });
      const mig = await project.open();
      const counts = await mig.connected(({ connection }) =>
        connection.query(`SELECT (SELECT count(email) FROM users)::int AS users, (SELECT count(*) FROM events)::int AS events,
          (SELECT count(*) FROM parents)::int AS parents, (SELECT count(word) FROM letters)::int AS letters,
          (SELECT count(*) FROM far.away)::int AS away`),
      );
      expect(counts).toEqual([{ users: 1, events: 1, parents: 1, letters: 1, away: 1 }]);
      await upgrade(await project.open({ confirmBreaking: true }), { target: "head" });
    });

    it.each(harmless)(`goes on where nothing is lost, ${kind}: %s`, async (_title, code) => {
      const project = await started();
      project.revision("b", "a", body(code), header);
      await expect(upgrade(await project.open(), { target: "head" })).resolves.toMatchObject({ to: ["b"] });
    });
  }

  it("may declare what it loses", async () => {
    const project = await started();
    const breaking = `export const breaking = { tables: ["users"], columns: [] };`;
    project.revision("b", "a", body(run("DO $$ BEGIN DROP TABLE users; END $$")), breaking);
    const asked: string[] = [];
    const confirm = (question: string): Promise<boolean> => Promise.resolve(asked.push(question) > 0);
    await upgrade(await project.open({}, { confirm }), { target: "head" });
    expect(asked).toEqual([expect.stringContaining("users (2 rows)")]);
  });

  it("may call a procedure that commits, without a transaction", async () => {
    const project = await started();
    project.revision("b", "a", body(run("CALL commits()")), alone);
    await upgrade(await project.open(), { target: "head" });
    const mig = await project.open();
    expect(await mig.connected(({ connection }) => connection.query("SELECT id FROM bare"))).toEqual([
      { id: 7 },
    ]);
  });
});
