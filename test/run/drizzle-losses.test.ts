import { createClient } from "@libsql/client";
import { describe, expect, it, onTestFinished } from "vitest";
import { upgrade } from "../../src/commands/upgrade.ts";
import { engine as nodeSqlite } from "../../src/dialects/sqlite/driver/node-sqlite.ts";
import { drivers } from "../support/drivers.ts";
import { createProject, type Project } from "../support/project.ts";

/** Statements of Drizzle that lose something, and what is said of it. */
const losses: readonly (readonly [title: string, statements: readonly string[], said: RegExp])[] = [
  ["drops a table", ["DROP TABLE users"], /drops table users \(2 rows\)/u],
  ["empties one", ["DELETE FROM users"], /empties table users \(2 rows\)/u],
  [
    "drops one under another name",
    ["ALTER TABLE users RENAME TO people", "DROP TABLE people"],
    /people \(2 rows\)/u,
  ],
  ["drops a column", ["ALTER TABLE users DROP COLUMN email"], /users\.email \(1 row holds a value\)/u],
];
const onPostgres: typeof losses = [
  [
    "drops a table in a block",
    ["DO $$ BEGIN DROP TABLE users CASCADE; END $$"],
    /drops table users \(2 rows\)/u,
  ],
  ["drops a table by a function", ["SELECT clean()"], /drops table users \(2 rows\)/u],
  ["drops a namespace", ["DROP SCHEMA far CASCADE"], /drops table far\.away/u],
  [
    "hides it behind another",
    ["SELECT 1; DO $$ BEGIN DROP TABLE users CASCADE; END $$"],
    /drops table users/u,
  ],
];
const alone = "export const transaction = false;";

describe.each(drivers)("what Drizzle would lose on %s by %s", (dialect, driver) => {
  const isNow = driver === "better-sqlite3";
  const body = (statements: readonly string[], db: string): string =>
    statements
      .map((each) =>
        isNow
          ? `${db}.run(${JSON.stringify(each)});`
          : `await ${db}.${dialect === "sqlite" ? "run" : "execute"}(${JSON.stringify(each)});`,
      )
      .join("\n");
  const opened = async (): Promise<Project> => {
    const project = await createProject(dialect);
    onTestFinished(() => project.remove());
    const more =
      dialect === "sqlite"
        ? ""
        : `await op.execute("CREATE SCHEMA far; CREATE TABLE far.away AS SELECT 1 AS id");
  await op.execute("CREATE FUNCTION clean() RETURNS void LANGUAGE plpgsql AS 'BEGIN DROP TABLE users CASCADE; END'");`;
    project.revision(
      "a",
      null,
      `export async function upgrade(op) {
  await op.execute("CREATE TABLE users (id integer PRIMARY KEY, email text)");
  await op.execute("INSERT INTO users VALUES (1, 'a'), (2, NULL)");
  await op.execute("CREATE TABLE posts (author integer REFERENCES users (id) ON DELETE CASCADE)");
  await op.execute("INSERT INTO posts VALUES (1)");
  ${more}
}`,
    );
    const client = driver === "a client of libSQL" ? createClient({ url: project.url }) : null;
    if (client !== null) onTestFinished(() => client.close());
    const url = driver === "pglite" ? `pglite:${project.folder}/pglite` : project.url;
    const own = client === null ? { url, driver } : { client };
    return { ...project, open: (config = {}, options) => project.open({ ...own, ...config }, options) };
  };
  const up = async (project: Project, more = {}): Promise<unknown> =>
    upgrade(await project.open(more), { target: "head" });
  const counts = async (project: Project): Promise<unknown> =>
    (
      await (
        await project.open()
      ).connected(({ connection }) =>
        connection.query(
          `SELECT (SELECT count(*) FROM users) || ' ' || (SELECT count(email) FROM users) || ' ' || (SELECT count(*) FROM posts) AS n`,
        ),
      )
    ).map(({ n }) => n);

  it("is asked about before it is sent, and the step stops", async ({ skip }) => {
    skip(driver === "node:sqlite" && (await nodeSqlite()) === null, "this Node has no node:sqlite");
    const project = await opened();
    await up(project);
    const inside = isNow
      ? "op.db.transaction((tx) => { DB });"
      : "await op.db.transaction(async (tx) => { DB });";
    const ways = [
      ["DB", "op.db", alone],
      [inside, "tx", ""],
      ["DB", "op.db", ""],
      ['await op.each("users", { key: "id" }, async () => { DB });', "op.db", ""],
      [inside, "tx", alone],
    ] as const;
    const all = [...losses, ...(dialect === "sqlite" ? [] : onPostgres)];
    const tried = driver === "pglite" ? all.slice(0, 2) : [...all, ...all.slice(0, 2)];
    for (const [at, [title, statements, said]] of tried.entries()) {
      const [way, db, header] = ways[at % ways.length] ?? ways[0];
      const code = way.replace("DB", body(statements, db).replaceAll("$", "$$$$"));
      project.revision("b", "a", `export async function upgrade(op) { ${code} }`, header);
      await expect(up(project), code).rejects.toMatchObject({
        code: "confirmation-needed",
        message: expect.stringMatching(isNow ? /users|people/u : said) as string,
      });
      expect(await counts(project), title).toEqual(["2 1 1"]);
    }
  });

  it("is no loss where the run has made it, or it was agreed to", async ({ skip }) => {
    skip(driver === "node:sqlite" && (await nodeSqlite()) === null, "this Node has no node:sqlite");
    skip(driver === "pglite", "PGlite is slow to open, and goes the way of pg here");
    const project = await opened();
    await up(project);
    const made = ["CREATE TABLE made (id integer)", "INSERT INTO made VALUES (1)", "DROP TABLE made"];
    const some = "DELETE FROM users WHERE id = 2";
    project.revision("b", "a", `export async function upgrade(op) { ${body([...made, some], "op.db")} }`);
    await up(project);
    expect(await counts(project)).toEqual(["1 1 1"]);
  });

  it("takes no rows of others along where a table is rebuilt that was agreed to", async ({ skip }) => {
    skip(driver === "node:sqlite" && (await nodeSqlite()) === null, "this Node has no node:sqlite");
    skip(dialect === "postgresql", "PostgreSQL takes no rows along that refer to a dropped table");
    const project = await opened();
    await up(project);
    const rebuilt = [
      "CREATE TABLE users_new (id integer PRIMARY KEY, email text, more text)",
      "INSERT INTO users_new (id, email) SELECT id, email FROM users",
      "DROP TABLE users",
      "ALTER TABLE users_new RENAME TO users",
    ];
    project.revision(
      "b",
      "a",
      `export async function upgrade(op) { ${body(rebuilt, "op.db")} }`,
      'export const breaking = { tables: ["users"], columns: [] };',
    );
    const agreed = upgrade(await project.open({}, { confirm: () => Promise.resolve(true) }), {
      target: "head",
    });
    if (isNow) await expect(agreed).rejects.toThrow(/takes rows of posts along/u);
    else await agreed;
    expect(await counts(project)).toEqual(["2 1 1"]);
  });
});
