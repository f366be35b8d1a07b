import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { check } from "../../src/commands/check.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { revision, type RevisionOptions } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { statement } from "../../src/dialects/dialect.ts";
import { catalogue } from "../support/catalogue.ts";
import { createProject, dialects, type Project } from "../support/project.ts";
import { createDrizzleProject } from "../support/scenario.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

const script = [
  "CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL)",
  "CREATE TABLE posts (id integer PRIMARY KEY, author integer REFERENCES users (id), title text)",
  "CREATE INDEX posts_title ON posts (title)",
];

const core = { sqlite: "sqlite", postgresql: "pg" } as const;

describe("a baseline of a database whose tables lean on a function", () => {
  it("says what a new database needs besides", async () => {
    const project = await projectWithTables("postgresql");
    const open = (): ReturnType<Project["open"]> => project.open({ schema: "same.ts" });
    await (
      await open()
    ).connected(({ connection }) =>
      connection.run(
        [
          "CREATE SCHEMA auth; CREATE TABLE auth.users (id integer PRIMARY KEY)",
          "ALTER TABLE users ADD FOREIGN KEY (id) REFERENCES auth.users (id)",
          "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN new; END $$",
          "CREATE TRIGGER touched BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch()",
        ].map((sql) => statement(saidInSql(sql))),
      ),
    );
    const made = await revision(await open(), { autogenerate: true, baseline: true });
    expect(made).toMatchObject({ stamped: true, proven: true });
    expect(made.warnings).toContainEqual(
      expect.stringMatching(
        /^A new database needs more than this makes: function touch\(\) does not exist \(`CREATE TRIGGER touched/u,
      ),
    );
  });
});

describe.each(dialects)("a database with tables and no revisions on %s", (dialect) => {
  it("is never said to have no change, but gets a first revision that makes what it has", async () => {
    const project = await projectWithTables(dialect);
    const schema = "same.ts";
    const write = async (options: RevisionOptions = {}): ReturnType<typeof revision> =>
      revision(await project.open({ schema }), { autogenerate: true, ...options });
    await expect(write()).rejects.toMatchObject({
      code: "no-baseline",
      hint: expect.stringContaining("--baseline"),
    });
    expect(readdirSync(join(project.folder, "revisions"))).toEqual([]);

    const made = await write({ baseline: true });
    expect(made).toMatchObject({ stamped: true, proven: true, downRevision: null });
    expect(made.warnings.join("\n")).not.toContain("A new database needs");
    expect(await check(await project.open({ schema }))).toMatchObject({ ok: true, pending: [] });
    expect(await write()).toMatchObject({ revision: null, changes: [] });
    await expect(write({ baseline: true })).rejects.toMatchObject({ code: "bad-usage" });

    const fresh = await createProject(dialect);
    onTestFinished(() => fresh.remove());
    const onFresh = (): ReturnType<Project["open"]> =>
      project.open({ schema, url: fresh.url, confirmBreaking: true });
    await upgrade(await onFresh(), { target: "heads" });
    expect(await factsOf(fresh)).toEqual(await factsOf(project));
    await downgrade(await onFresh(), { target: "base" });
    expect((await factsOf(fresh)).filter((line) => /users|posts/u.test(line))).toEqual([]);
  });

  it("is asked about on a terminal", async () => {
    const project = await projectWithTables(dialect);
    const questions: unknown[] = [];
    const asking = (answer: number): ReturnType<Project["open"]> =>
      project.open(
        { schema: "more.ts" },
        {
          choose: async (question, answers) => {
            questions.push([question, answers]);
            return answer;
          },
        },
      );
    const difference = await revision(await asking(1), { autogenerate: true, revisionId: "a" });
    expect(difference).toMatchObject({ stamped: false, changes: ["add column posts.body text"] });
    expect(difference.warnings).toEqual([expect.stringContaining("a new database cannot be built")]);
    expect(questions).toEqual([
      [
        "The database has 2 tables or views that no revision makes. What is the first revision to say?",
        ["what is there already, and take it for done (a baseline)", "only what differs from the schema"],
      ],
    ]);
  });

  it("keeps a difference from the schema for the next revision", async () => {
    const project = await projectWithTables(dialect);
    const open = (): ReturnType<Project["open"]> => project.open({ schema: "more.ts" });
    const made = await revision(await open(), { autogenerate: true, baseline: true });
    expect(made.changes.join("\n")).not.toContain("body");
    expect((await revision(await open(), { autogenerate: true })).changes).toEqual([
      "add column posts.body text",
    ]);
  });
});

it("a flag for a baseline is refused where it means nothing", async () => {
  const project = await createDrizzleProject("sqlite");
  onTestFinished(() => project.remove());
  writeSchemas(project);
  const schema = "same.ts";
  for (const options of [{ baseline: true }, { baseline: true, autogenerate: true }])
    await expect(revision(await project.open({ schema }), options)).rejects.toMatchObject({
      code: "bad-usage",
    });
});

async function projectWithTables(dialect: Project["dialect"]): Promise<Project> {
  const project = await createDrizzleProject(dialect);
  onTestFinished(() => project.remove());
  await (
    await project.open()
  ).connected(({ connection }) => connection.run(script.map((sql) => statement(saidInSql(sql)))));
  writeSchemas(project);
  return project;
}

function writeSchemas(project: Project): void {
  for (const [name, column] of [
    ["same.ts", ""],
    ["more.ts", ", body: text()"],
  ] as const)
    project.write(
      name,
      `import { index, integer, ${core[project.dialect]}Table as table, text } from "drizzle-orm/${core[project.dialect]}-core";
export const users = table("users", { id: integer().primaryKey(), name: text().notNull() });
export const posts = table("posts", { id: integer().primaryKey(), author: integer().references(() => users.id), title: text()${column} },
  (t) => [index("posts_title").on(t.title)]);\n`,
    );
}

async function factsOf(project: Project): Promise<readonly string[]> {
  return (await project.open()).connected(
    async ({ connection }) => (await catalogue(project.dialect, connection)).named,
  );
}
