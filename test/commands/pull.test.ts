import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { assert, asyncProperty, sample } from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { check } from "../../src/commands/check.ts";
import { pull } from "../../src/commands/pull.ts";
import type { Schema } from "../../src/core/schema/schema.ts";
import type { Environment } from "../../src/project/environment.ts";
import { renderModule } from "../../src/rendering/drizzle/module.ts";
import { arbitrarySchema } from "../support/arbitraries.ts";
import { plainDdl } from "../support/plain-ddl.ts";
import { dialects, type Project } from "../support/project.ts";
import { createDrizzleProject } from "../support/scenario.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

const runs = Number(process.env["MIG_TEST_RUNS"] ?? 15);

async function projectOf(dialect: Project["dialect"], installed?: string): Promise<Project> {
  const project = await createDrizzleProject(dialect, installed);
  onTestFinished(() => project.remove());
  return project;
}

async function execute(project: Project, statements: readonly string[]): Promise<void> {
  const environment = await project.open();
  await environment.connected(async ({ connection }) => {
    for (const sql of statements) await connection.query(saidInSql(sql));
  });
}

describe.each(dialects)("the schema that is pulled from %s", (dialect) => {
  const schema = "schema.ts";

  it.each(["drizzle-orm", "drizzle-orm-v1"])(
    "says what the database has, read by %s",
    async (installed) => {
      const project = await projectOf(dialect, installed);
      let count = 0;
      await assert(
        asyncProperty(arbitrarySchema(dialect, { views: true }), async (drawn) => {
          await execute(project, plainDdl(dialect, drawn));
          const file = `pulled-${count++}.ts`;
          try {
            const filter = dialect === "sqlite" ? {} : { schemaFilter: ["*"] };
            const open = (): Promise<Environment> => project.open({ schema: file, ...filter });
            const { text, differences } = await pull(await open());
            expect(differences, text).toEqual([]);
          } finally {
            await emptied(project, drawn);
          }
        }),
        { numRuns: runs, endOnFailure: process.env["MIG_TEST_SHRINK"] === undefined },
      );
    },
    300_000,
  );

  it("is written where the configuration looks for it, and over nothing unasked", async () => {
    const project = await projectOf(dialect);
    await execute(project, ["CREATE TABLE users (id integer PRIMARY KEY, name text)"]);
    const open = (): Promise<Environment> => project.open({ schema: "./src/db/*.ts" });
    expect(await pull(await open())).toMatchObject({ path: "src/db/schema.ts", tables: 1, views: 0 });
    const read = (): string => readFileSync(join(project.folder, "src/db/schema.ts"), "utf8");
    expect(read()).toContain('"users", {\n  id: integer().primaryKey(),\n  name: text(),\n}');
    expect(await check(await open())).toMatchObject({ ok: true, warnings: [] });

    project.write("src/db/schema.ts", "// mine\n");
    await expect(pull(await open())).rejects.toMatchObject({ code: "file-exists" });
    expect(read()).toBe("// mine\n");
    expect(await pull(await open(), { dryRun: true })).toMatchObject({ path: null });
    expect(read()).toBe("// mine\n");
    await pull(await open(), { force: true });
    expect(read()).toContain("users");
  });

  it("is named where the configuration does not", async () => {
    const project = await projectOf(dialect);
    await execute(project, ["CREATE TABLE users (id integer PRIMARY KEY)"]);
    const { path, warnings } = await pull(await project.open());
    expect(path).toBe("src/schema.ts");
    expect(warnings).toEqual([expect.stringContaining('add "./src/schema.ts" to `schema`')]);
  });

  it("says what Drizzle has no words for, which is no difference", async () => {
    const project = await projectOf(dialect);
    await execute(project, [
      "CREATE TABLE users (id integer PRIMARY KEY, name text COLLATE " +
        (dialect === "sqlite" ? "NOCASE" : '"C"') +
        ")",
    ]);
    const { unsaid, differences } = await pull(await project.open({ schema }));
    expect(unsaid).toEqual(["the collation of users.name"]);
    expect(differences).toEqual([]);
  });

  it("has the tables of a kind that Drizzle has no word for, and names those that it cannot have", async () => {
    const project = await projectOf(dialect);
    await execute(
      project,
      dialect === "sqlite"
        ? ["CREATE TABLE users (id integer PRIMARY KEY)", "CREATE VIRTUAL TABLE words USING fts5 (word)"]
        : [
            "CREATE TABLE paid (day integer PRIMARY KEY) PARTITION BY LIST (day)",
            "CREATE TABLE paid_1 PARTITION OF paid FOR VALUES IN (1)",
            "CREATE UNLOGGED TABLE sessions (id integer PRIMARY KEY)",
            "CREATE TABLE parents (id integer PRIMARY KEY)",
            "CREATE TABLE children (more text) INHERITS (parents)",
          ],
    );
    const { text, tables, unsaid, leftOut, differences } = await pull(await project.open({ schema }));
    expect(differences).toEqual([]);
    if (dialect === "sqlite") {
      expect([tables, unsaid]).toEqual([1, []]);
      expect(leftOut).toContain("words (a virtual table or part of one)");
      return;
    }
    expect(tables, text).toBe(3);
    expect(unsaid).toEqual([
      "that paid is a partitioned table",
      "that parents is a table that others inherit from",
      "that sessions is an unlogged table",
    ]);
    expect(leftOut).toEqual(["children (a table that inherits from another)", "paid_1 (a partition)"]);
  });

  it("says what it refers to of others without exporting it", async () => {
    const project = await projectOf(dialect);
    await execute(
      project,
      dialect === "sqlite"
        ? [
            "CREATE TABLE users (id integer PRIMARY KEY)",
            "CREATE TABLE posts (author integer REFERENCES users (id))",
          ]
        : [
            "CREATE SCHEMA auth",
            "CREATE TABLE auth.users (id integer PRIMARY KEY)",
            "CREATE TABLE posts (author integer REFERENCES auth.users (id))",
          ],
    );
    const filter = dialect === "sqlite" ? { tablesFilter: ["posts"] } : {};
    const { text, differences } = await pull(await project.open({ schema, ...filter }));
    expect(text).toMatch(/\nconst users\w* = /u);
    expect(differences).toEqual([]);
  });

  it("is a module that compiles under strict settings", () => {
    const folder = mkdtempSync(join(tmpdir(), "mig-pulled-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    symlinkSync(resolve(import.meta.dirname, "../../node_modules"), join(folder, "node_modules"));
    sample(arbitrarySchema(dialect, { views: true }), { numRuns: 30, seed: 7 }).forEach((drawn, at) => {
      const content = { dialect, keysAreNames: at % 2 === 0, schema: drawn, viewColumns: new Map() };
      writeFileSync(join(folder, `schema-${at}.ts`), renderModule(content));
    });
    const options = ["--strict", "--noEmit", "--skipLibCheck", "--noUnusedLocals", "--module", "nodenext"];
    const compiler = resolve(import.meta.dirname, "../../node_modules/typescript/lib/tsc.js");
    const files = readdirSync(folder).filter((name) => name.endsWith(".ts"));
    const ran = spawnSync(process.execPath, [compiler, ...options, "--target", "es2022", ...files], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(ran.stdout).toBe("");
    expect(ran.status).toBe(0);
  });

  it("is plain JavaScript in a file of JavaScript", async () => {
    const project = await projectOf(dialect);
    await execute(project, [
      "CREATE TABLE users (id integer PRIMARY KEY, up integer REFERENCES users (id), odd int8)",
    ]);
    const { text, differences } = await pull(await project.open({ schema: "schema.mjs" }));
    expect(differences).toEqual([]);
    const ran = spawnSync(process.execPath, ["--check", join(project.folder, "schema.mjs")], {
      encoding: "utf8",
    });
    expect(ran.stderr, text).toBe("");
  });

  it("keeps a url with its password to itself", async () => {
    const project = await projectOf(dialect);
    await execute(project, ["CREATE TABLE users (id integer PRIMARY KEY)"]);
    const { text } = await pull(await project.open({ schema }));
    expect(text).not.toContain(project.url);
  });

  it("is asked for in vain where there are no tables", async () => {
    const project = await projectOf(dialect);
    await expect(pull(await project.open({ schema }))).rejects.toMatchObject({ code: "nothing-to-pull" });
  });
});

async function emptied(project: Project, { views }: Schema): Promise<void> {
  const environment = await project.open();
  await environment.connected(async ({ connection, dialect }) => {
    if (dialect.name === "postgresql") {
      const rows = await connection.query(
        "SELECT quote_ident(nspname) AS name FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'",
      );
      for (const { name } of rows) await connection.query(saidInSql(`DROP SCHEMA ${String(name)} CASCADE`));
      await connection.query("CREATE SCHEMA public");
      return;
    }
    for (const { name } of views) await connection.query(saidInSql(`DROP VIEW "${name}"`));
    await connection.query("PRAGMA foreign_keys = off");
    const rows = await connection.query(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    );
    for (const { name } of rows)
      await connection.query(saidInSql(`DROP TABLE "${String(name).replaceAll('"', '""')}"`));
  });
}

describe("what is pulled of a database of SQLite that Drizzle did not make", () => {
  it.each([
    ["a collation of a type of another name", "CREATE TABLE users (name NVARCHAR(160) COLLATE NOCASE)"],
    [
      "a collation of an index",
      "CREATE TABLE users (id integer, name text); CREATE INDEX i ON users (name COLLATE NOCASE, id)",
    ],
    [
      "a name in brackets",
      "CREATE TABLE [users] ([a b] INT UNSIGNED DEFAULT (1+2), `c``d` TEXT DEFAULT 'it''s', e)",
    ],
    [
      "conflict clauses and deferred keys",
      "CREATE TABLE users (a REFERENCES users (b) MATCH FULL DEFERRABLE INITIALLY DEFERRED, b UNIQUE ON CONFLICT REPLACE)",
    ],
    [
      "a table without row ids",
      "CREATE TABLE users (a TEXT, b ANY, PRIMARY KEY (b, a)) STRICT, WITHOUT ROWID",
    ],
    [
      "views with names of their own",
      "CREATE TABLE users (a, b); CREATE VIEW v (x, y) AS SELECT b, count(*) FROM users GROUP BY 1; CREATE VIEW w AS SELECT * FROM v",
    ],
  ])("is no difference: %s", async (_title, script) => {
    const project = await projectOf("sqlite");
    await execute(project, script.split("; "));
    const { text, differences } = await pull(await project.open({ schema: "schema.ts" }));
    expect(differences, text).toEqual([]);
  });
});
