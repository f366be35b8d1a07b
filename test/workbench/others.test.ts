import { describe, expect, it, onTestFinished } from "vitest";
import { adopt } from "../../src/commands/adopt.ts";
import { check } from "../../src/commands/check.ts";
import { importHistory } from "../../src/commands/import-history.ts";
import { squash } from "../../src/commands/squash.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import { saidInSql } from "../../src/dialects/sql.ts";
import { createProject, dialects, type Project } from "../support/project.ts";

const foreign: Readonly<Record<Project["dialect"], readonly string[]>> = {
  postgresql: [
    "CREATE SCHEMA auth",
    "CREATE TYPE auth.level AS ENUM ('low', 'high')",
    "CREATE TABLE auth.users (id integer PRIMARY KEY, level auth.level NOT NULL DEFAULT 'low', email text UNIQUE)",
    "CREATE FUNCTION auth.uid() RETURNS integer LANGUAGE sql AS 'SELECT max(id) FROM auth.users'",
    "INSERT INTO auth.users VALUES (1)",
  ],
  sqlite: [
    "CREATE TABLE users (id integer PRIMARY KEY, email text UNIQUE)",
    "INSERT INTO users VALUES (1, 'a')",
  ],
};

describe.each(dialects)("a history that refers to what others make, on %s", (dialect) => {
  const users = dialect === "sqlite" ? "users" : "auth.users";
  // The second needs no more than the first has asked for, and something else of the same place.
  const revisions: readonly (readonly [id: string, down: string | null, body: string])[] = [
    [
      "a1",
      null,
      `export async function upgrade(op) {
  await op.createTable({ name: "profiles", columns: [{ name: "id", type: "integer", nullable: false, primaryKey: true, references: { table: "${users}", column: "id" } }] });
  ${dialect === "sqlite" ? 'await op.query("SELECT email FROM users");' : ""}
}
export async function downgrade(op) { await op.dropTable("profiles"); }`,
    ],
    [
      "b2",
      "a1",
      `export async function upgrade(op) {
  await op.execute("CREATE TABLE likes (by integer${dialect === "sqlite" ? "" : " DEFAULT auth.uid()"} REFERENCES ${users} (id))");
  ${dialect === "sqlite" ? "" : `await op.execute("CREATE VIEW levels AS SELECT id, level FROM auth.users");`}
}
export async function downgrade(op) { ${dialect === "sqlite" ? "" : `await op.execute("DROP VIEW levels"); `}await op.execute("DROP TABLE likes"); }`,
    ],
  ];

  async function made(): Promise<Project> {
    const project = await createProject(dialect);
    onTestFinished(() => project.remove());
    await (
      await project.open()
    ).connected(async ({ connection }) => {
      for (const sql of foreign[dialect]) await connection.query(saidInSql(sql));
    });
    return project;
  }

  async function upgraded(): Promise<Project> {
    const project = await made();
    for (const each of revisions) project.revision(...each);
    await upgrade(await project.open(), { target: "heads" });
    return project;
  }

  it("is adopted by what it does, not by what it says", async () => {
    const project = await upgraded();
    await (
      await project.open()
    ).connected(async ({ connection }) => void (await connection.query("DELETE FROM mig_version")));
    const found = await adopt(await project.open());
    expect(found).toMatchObject({ state: "found", heads: ["b2"], by: "replay", weak: [], stamped: true });
  });

  it("is compared with the database, where what others make is no difference", async () => {
    const project = await upgraded();
    const filter = dialect === "sqlite" ? { tablesFilter: ["!users"] } : {};
    const found = await check(await project.open(filter), { history: true });
    expect(found).toMatchObject({ ok: true, history: [] });
  });

  it("is squashed", async ({ skip }) => {
    skip(dialect === "sqlite", "SQLite squashes and imports in memory, where nobody else has made anything");
    const project = await upgraded();
    expect(await squash(await project.open(), { range: "a1:b2" })).toMatchObject({ replaces: ["a1", "b2"] });
  });

  it("is imported from drizzle-kit", async ({ skip }) => {
    skip(dialect === "sqlite", "SQLite squashes and imports in memory, where nobody else has made anything");
    const project = await made();
    const statements = [
      'CREATE TABLE "likes" ("by" integer REFERENCES "auth"."users"("id"));',
      "ALTER TABLE likes ALTER by SET DEFAULT auth.uid();",
    ];
    const entries = statements.map((_, idx) => ({
      idx,
      version: "7",
      when: idx + 1,
      tag: `000${idx}_m`,
      breakpoints: true,
    }));
    project.write("drizzle/meta/_journal.json", JSON.stringify({ version: "7", dialect, entries }));
    statements.forEach((sql, at) => project.write(`drizzle/000${at}_m.sql`, `${sql}\n`));
    const found = await importHistory(await project.open(), { from: "drizzle", folder: "drizzle" });
    expect(found.revisions).toHaveLength(2);
  });

  it("fails where nobody makes it", async () => {
    const project = await createProject(dialect);
    onTestFinished(() => project.remove());
    const missing = dialect === "sqlite" ? 'await op.query("SELECT 1 FROM nowhere");' : "";
    project.revision(
      "a1",
      null,
      `export async function upgrade(op) { ${missing} await op.execute("CREATE TABLE t (a integer REFERENCES ${dialect === "sqlite" ? "nowhere" : "nowhere.users"} (id))"); }`,
    );
    project.revision("b2", "a1", "");
    await (
      await project.open()
    ).connected(async ({ connection }) => {
      await connection.query("CREATE TABLE mig_version (version_num text PRIMARY KEY)");
      await connection.query("INSERT INTO mig_version VALUES ('b2')");
    });
    await expect(check(await project.open(), { history: true })).rejects.toMatchObject({
      code: "step-failed",
    });
  });
});
