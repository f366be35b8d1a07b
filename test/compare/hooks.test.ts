import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { check, type CheckResult } from "../../src/commands/check.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { revision } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import {
  make,
  type Comparator,
  type DatabaseConfig,
  type Operation,
  type Rewriter,
} from "../../src/index.ts";
import type { Environment } from "../../src/project/environment.ts";
import { dialects } from "../support/project.ts";
import { createDrizzleProject } from "../support/scenario.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

describe.each(dialects)("hooks of the configuration on %s", (dialect) => {
  const table = dialect === "sqlite" ? "sqliteTable" : "pgTable";
  const core = dialect === "sqlite" ? "sqlite-core" : "pg-core";
  const head = `import { index, integer, ${table}, text } from "drizzle-orm/${core}";\nimport { sql } from "drizzle-orm";\n`;

  interface Told {
    readonly before: readonly string[];
    readonly schema: string;
    readonly config: DatabaseConfig;
  }

  /** Write a revision, run it both ways, and check what is left in between. */
  async function story({ before, schema, config }: Told): Promise<{
    readonly file: string;
    readonly changes: readonly string[];
    readonly proven: boolean | null;
    readonly after: CheckResult;
  }> {
    const project = await createDrizzleProject(dialect);
    onTestFinished(() => project.remove());
    project.write("schema.ts", head + schema);
    const open = (): Promise<Environment> =>
      project.open({ schema: "schema.ts", confirmBreaking: true, ...config });
    await (
      await open()
    ).connected(async ({ connection }) => {
      for (const sql of before) await connection.query(saidInSql(sql));
    });
    const found = await check(await open());
    if (found.ok) return { file: "", changes: [], proven: null, after: found };
    const written = await revision(await open(), { autogenerate: true, message: "hooked" });
    await upgrade(await open(), { target: "heads" });
    const after = await check(await open());
    await downgrade(await open(), { target: "base" });
    await upgrade(await open(), { target: "heads" });
    return { file: readFileSync(join(project.folder, written.path ?? ""), "utf8"), ...written, after };
  }

  const users = "CREATE TABLE users (id integer PRIMARY KEY, old text, age integer DEFAULT 1)";
  const drops: Rewriter = (operations) => operations.filter(({ kind }) => kind !== "dropColumn");

  it("prove what a rewriter has left, and take what it took away for no difference", async () => {
    const { changes, proven, after } = await story({
      before: [users],
      schema: `export const users = ${table}("users", { id: integer().primaryKey(), age: integer().default(1), name: text() });\n`,
      config: { rewrite: [drops] },
    });
    expect(changes).toEqual(["add column users.name text"]);
    expect(proven).toBe(true);
    expect(after).toMatchObject({ ok: true });
  });

  it("let a rewriter change an operation, and add others by make", async () => {
    const named: Rewriter = (operations) =>
      operations.flatMap((each): Operation[] =>
        each.kind === "addColumn"
          ? [
              make.addColumn(each.args[0], { ...each.args[1], default: "'none'" }),
              make.createIndex(each.args[0], { name: "users_name", columns: ["name"] }),
            ]
          : [each],
      );
    const { file, proven } = await story({
      before: ["CREATE TABLE users (id integer PRIMARY KEY)"],
      schema: `export const users = ${table}("users", { id: integer().primaryKey(), name: text() });\n`,
      config: { rewrite: [named] },
    });
    expect(file).toContain("default: \"'none'\"");
    expect(file).toContain('await op.createIndex("users", { name: "users_name", columns: ["name"] });');
    expect(proven).toBe(true);
  });

  it("warn of what a rewriter puts in as of what was found", async () => {
    const more: Rewriter = (operations) => [...operations, make.dropColumn("users", "old")];
    const { file } = await story({
      before: [users],
      schema: `export const users = ${table}("users", { id: integer().primaryKey(), old: text(), age: integer().default(1), name: text() });\n`,
      config: { rewrite: [more] },
    });
    expect(file).toMatch(/\/\/ WARNING: .*users\.old\n *await op\.dropColumn\("users", "old"\)/u);
  });

  it("write what a comparator finds, and the proof runs it", async () => {
    const version: Comparator = async ({ live, query }) => {
      const [row] = await query("SELECT count(*) AS n FROM settings");
      return live.tables.length > 0 && Number(row?.["n"]) === 0
        ? [make.bulkInsert("settings", [{ id: 1 }], { conflict: "ignore" })]
        : [];
    };
    const { changes, proven, after } = await story({
      before: ["CREATE TABLE settings (id integer PRIMARY KEY)"],
      schema: `export const settings = ${table}("settings", { id: integer().primaryKey() });\n`,
      config: { comparators: [version] },
    });
    expect(changes).toEqual([expect.stringContaining("settings")]);
    expect(proven).toBe(true);
    expect(after).toMatchObject({ ok: true, operations: [] });
  });

  it("still refuse a revision that does not do what its operations say", async () => {
    const wrong: Rewriter = (operations) =>
      operations.map((each) => (each.kind === "addColumn" ? make.execute("SELECT 1", "") : each));
    await expect(
      story({
        before: ["CREATE TABLE users (id integer PRIMARY KEY)"],
        schema: `export const users = ${table}("users", { id: integer().primaryKey(), name: text() });\n`,
        config: {
          rewrite: [
            (operations) => [
              ...wrong(operations),
              make.execute("ALTER TABLE users ADD COLUMN extra text", ""),
            ],
          ],
        },
      }),
    ).rejects.toMatchObject({ code: "proof-failed" });
  });

  const differing = {
    before: [
      "CREATE TABLE users (id integer PRIMARY KEY, a varchar(10) DEFAULT 'x', b varchar(10) DEFAULT 'x')",
    ],
    schema: `export const users = ${table}("users", { id: integer().primaryKey(), a: text().default("y"), b: text().default("y") });\n`,
  };

  it.each<[title: string, config: DatabaseConfig, changes: readonly string[]]>([
    [
      "compare types and defaults where nothing is said",
      {},
      ["alter column users.a: type text, default 'y'", "alter column users.b: type text, default 'y'"],
    ],
    [
      "compare no types",
      { compareType: false },
      ["alter column users.a: default 'y'", "alter column users.b: default 'y'"],
    ],
    ["compare neither types nor defaults", { compareType: false, compareServerDefault: false }, []],
    [
      "say of each column whether its type has changed",
      {
        compareType: ({ table: name, live, wanted }) =>
          name === "users" && live.name === "a" && wanted.type === "text" ? false : undefined,
      },
      ["alter column users.a: default 'y'", "alter column users.b: type text, default 'y'"],
    ],
    [
      "say of each column whether its default has changed",
      { compareType: false, compareServerDefault: ({ wanted }) => (wanted.name === "b" ? false : undefined) },
      ["alter column users.a: default 'y'"],
    ],
  ])("%s", async (_, config, changes) => {
    const found = await story({ ...differing, config });
    const said = found.changes.map((each) => each.replace(/, using .*$/u, ""));
    expect(said).toEqual(changes);
    expect(found.proven).toBe(changes.length === 0 ? null : true);
    expect(found.after.operations).toEqual([]);
  });
});
