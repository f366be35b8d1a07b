import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { check } from "../../src/commands/check.ts";
import { current } from "../../src/commands/current.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { revision } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { DatabaseConfig } from "../../src/settings/config.ts";
import type { Environment } from "../../src/project/environment.ts";
import { dialects, type Project } from "../support/project.ts";
import { createDrizzleProject } from "../support/scenario.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

describe.each(dialects)("a database that strayed, on %s", (dialect) => {
  const table = dialect === "sqlite" ? "sqliteTable" : "pgTable";
  const head = `import { index, integer, ${table}, text } from "drizzle-orm/${dialect === "sqlite" ? "sqlite-core" : "pg-core"}";\n`;
  const users = (more = ""): string =>
    `export const users = ${table}("users", { id: integer().primaryKey(), name: text()${more} });\n`;

  interface Strayed {
    readonly project: Project;
    readonly open: (config?: DatabaseConfig) => Promise<Environment>;
    readonly sql: (...statements: readonly string[]) => Promise<void>;
  }

  /** A project whose database is at head and matches its schema, until these statements are run by hand. */
  async function strayed(...statements: readonly string[]): Promise<Strayed> {
    const project = await createDrizzleProject(dialect);
    onTestFinished(() => project.remove());
    project.write("schema.ts", head + users());
    const open = (config: DatabaseConfig = {}): Promise<Environment> =>
      project.open({ schema: "schema.ts", confirmBreaking: true, ...config });
    const sql = async (...texts: readonly string[]): Promise<void> =>
      (await open()).connected(async ({ connection }) => {
        for (const text of texts) await connection.query(saidInSql(text));
      });
    await revision(await open(), { autogenerate: true, message: "first" });
    await upgrade(await open(), { target: "heads" });
    await sql(...statements);
    return { project, open, sql };
  }

  it("is not where it should be as long as a revision is pending", async () => {
    const { project, open } = await strayed();
    expect(await check(await open())).toMatchObject({ ok: true, pending: [] });
    const [first] = (await open()).scripts().graph.files;
    project.revision("later", first!.id);
    expect(await check(await open())).toMatchObject({ ok: false, pending: ["later"], operations: [] });
  });

  it("is told by who has what, with what would undo it on either side", async () => {
    const { project, open } = await strayed("ALTER TABLE users ADD COLUMN age integer");
    project.write("schema.ts", head + users(", email: text()"));
    const { ok, drift, operations, history, written } = await check(await open());
    expect({ ok, history, written }).toEqual({ ok: false, history: null, written: [] });
    expect(drift.toSorted((a, b) => (a.found < b.found ? -1 : 1))).toEqual([
      { found: "in-database", summary: "drop column users.age", reverse: ["add column users.age integer"] },
      {
        found: "not-in-database",
        summary: "add column users.email text",
        reverse: ["drop column users.email"],
      },
    ]);
    expect(operations.map(({ summary }) => summary).toSorted()).toEqual(
      drift.map(({ summary }) => summary).toSorted(),
    );
  });

  it("is compared with what its revisions make", async () => {
    const { open, sql } = await strayed();
    expect(await check(await open(), { history: true })).toMatchObject({ ok: true, history: [] });
    await sql("CREATE INDEX by_hand ON users (name)");
    for (const schema of ["schema.ts", []] as const) {
      const { ok, history } = await check(await open({ schema }), { history: true });
      expect(ok).toBe(false);
      expect(history).toEqual([
        {
          found: "in-database",
          summary: "drop index by_hand of users",
          reverse: [expect.stringContaining("create index by_hand on users")],
        },
      ]);
    }
  });

  it("is brought back by the revision that is written for it", async () => {
    const { open } = await strayed("ALTER TABLE users ADD COLUMN age integer");
    const { written } = await check(await open(), { write: "revert", message: "back" });
    // The first makes elsewhere what was changed here, so that the second finds it everywhere.
    expect(written).toMatchObject([
      { changes: ["add column users.age integer"], message: "what was changed by hand", stamped: true },
      { changes: ["drop column users.age"], message: "back", proven: true, stamped: false, declare: null },
    ]);
    await upgrade(await open(), { target: "heads" });
    expect(await check(await open(), { history: true })).toMatchObject({ ok: true });
    await downgrade(await open(), { target: "base" });
    await upgrade(await open(), { target: "heads" });
    expect(await check(await open(), { history: true })).toMatchObject({ ok: true });
  });

  it("is led to a schema that went on at the same time", async () => {
    const { project, open } = await strayed("ALTER TABLE users ADD COLUMN age integer");
    project.write("schema.ts", head + users(", age: integer(), email: text()"));
    const { written } = await check(await open(), { write: "revert" });
    expect(written.map(({ changes }) => changes)).toEqual([
      ["add column users.age integer"],
      ["add column users.email text"],
    ]);
  });

  it("is taken for what it is by the revision that is written for it, and by what it says to declare", async () => {
    const { project, open, sql } = await strayed(
      "ALTER TABLE users ADD COLUMN age integer",
      "CREATE TABLE tags (id integer PRIMARY KEY)",
    );
    await sql("INSERT INTO users (id, age) VALUES (1, 7)");
    const {
      written: [written],
    } = await check(await open(), { write: "accept", message: "taken in" });
    expect(written).toMatchObject({ proven: true, stamped: true });
    expect(written?.changes.toSorted()).toEqual(["add column users.age integer", "create table tags (id)"]);
    expect((await current(await open())).heads).toEqual([written?.revision]);
    const left = await check(await open(), { history: true });
    expect(left).toMatchObject({ ok: false, history: [] });

    project.write("schema.ts", written?.declare ?? "");
    expect(await check(await open(), { history: true })).toMatchObject({ ok: true, drift: [], history: [] });
    await downgrade(await open(), { target: "-1" });
    await upgrade(await open(), { target: "heads" });
    expect(await check(await open(), { history: true })).toMatchObject({ ok: true });
    expect(readFileSync(join(project.folder, written?.path ?? ""), "utf8")).toContain("tags");
  });

  it("has nothing to be taken in where it is what its revisions make", async () => {
    const { open } = await strayed();
    expect(await check(await open(), { write: "accept" })).toMatchObject({ ok: true, written: [] });
    expect(await check(await open(), { write: "revert" })).toMatchObject({ ok: true, written: [] });
  });
});
