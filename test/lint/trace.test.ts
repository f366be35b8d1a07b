import { afterEach, describe, expect, it } from "vitest";
import { createStyle } from "../../src/cli/colour.ts";
import { printLint } from "../../src/cli/print/lint.ts";
import { lint } from "../../src/commands/lint.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { TracedRevision } from "../../src/lint/trace.ts";
import { createProject, type Project } from "../support/project.ts";

const open: Project[] = [];
afterEach(async () => {
  for (const project of open.splice(0)) await project.remove();
});

async function projectOn(dialect: Project["dialect"]): Promise<Project> {
  const project = await createProject(dialect);
  open.push(project);
  const columns = `[{ name: "id", type: "bigint", nullable: false }, { name: "a", type: "text" }, { name: "b", type: "text" }]`;
  project.revision(
    "a1",
    null,
    `export async function upgrade(op) {
  await op.createTable({ name: "teams", columns: ${columns}, primaryKey: { columns: ["id"] } });
  await op.createTable({ name: "users", columns: ${columns}, primaryKey: { columns: ["id"] } });
  await op.createIndex("users", { name: "users_a", columns: ["a"] });
}`,
  );
  return project;
}

/** What each statement locked and wrote again. */
function work(trace: readonly TracedRevision[] | null): readonly string[] {
  return (trace ?? []).flatMap(({ revision, statements }) =>
    statements.map(({ locks, rewritten, inTransaction }) =>
      [
        revision,
        ...locks.map(({ relation, mode }) => `${mode} ${relation}`),
        ...rewritten.map((name) => `rewrites ${name}`),
        ...(inTransaction ? [] : ["by itself"]),
      ].join("; "),
    ),
  );
}

describe("mig lint --trace on PostgreSQL", () => {
  it.each([
    ["adds a column", 'await op.addColumn("users", { name: "c", type: "text" })', ["ACCESS EXCLUSIVE users"]],
    [
      "adds a column with a value of its own in each row",
      'await op.addColumn("users", { name: "c", type: "uuid", default: "gen_random_uuid()" })',
      [
        "ACCESS EXCLUSIVE users",
        "ACCESS EXCLUSIVE index users_pkey",
        "ACCESS EXCLUSIVE index users_a",
        "rewrites users",
        "rewrites index users_pkey",
        "rewrites index users_a",
      ],
    ],
    ["makes an index", 'await op.createIndex("users", { columns: ["b"] })', ["SHARE users"]],
    [
      "makes a table that refers to another",
      'await op.createTable({ name: "x", columns: [{ name: "id", type: "bigint" }], foreignKeys: [{ columns: ["id"], references: { table: "teams", columns: ["id"] } }] })',
      ["SHARE ROW EXCLUSIVE teams"],
    ],
    [
      "makes a longer text of a text",
      'await op.execute("ALTER TABLE users ALTER COLUMN b TYPE varchar")',
      ["ACCESS EXCLUSIVE users"],
    ],
  ])("sees what a revision that %s does to tables that are there", async (_, call, expected) => {
    const project = await projectOn("postgresql");
    project.revision("b2", "a1", `export async function upgrade(op) { ${call}; }`);
    const { trace } = await lint(await project.open(), { range: "b2", trace: true });
    const seen = work(trace).flatMap((each) => each.split("; ").slice(1));
    expect(seen).toEqual(expect.arrayContaining(expected));
    expect(seen.filter((each) => each.startsWith("rewrites")).length).toBe(
      expected.filter((each) => each.startsWith("rewrites")).length,
    );
  });

  it("goes from step to step, and knows no locks of what runs by itself", async () => {
    const project = await projectOn("postgresql");
    project.revision(
      "b2",
      "a1",
      'export async function upgrade(op) { await op.addColumn("users", { name: "c", type: "text" }); }',
    );
    project.revision(
      "c3",
      "b2",
      `export async function upgrade(op) {
  await op.addColumn("users", { name: "d", type: "text" });
  await op.createIndex("users", { name: "users_c", columns: ["c"] }, { concurrently: true });
}`,
      "export const transaction = false;",
    );
    project.revision(
      "d4",
      "c3",
      'export async function upgrade(op) { await op.dropIndex("users", "users_c"); }',
    );
    const { trace } = await lint(await project.open(), { range: "b2:d4", trace: true });
    expect(work(trace).filter((each) => each !== "c3")).toEqual([
      "b2; ACCESS EXCLUSIVE users",
      "c3; ACCESS EXCLUSIVE users",
      "c3; by itself",
      "d4; ACCESS EXCLUSIVE users; ACCESS EXCLUSIVE index users_c",
    ]);
  });

  it("uses a label of an enum in the step that adds it, as a run does", async () => {
    const project = await projectOn("postgresql");
    project.revision(
      "b2",
      "a1",
      'export async function upgrade(op) { await op.createEnum({ name: "mood", values: ["sad"] }); }',
    );
    project.revision(
      "c3",
      "b2",
      `export async function upgrade(op) {
  await op.addEnumValue("mood", "calm");
  await op.query("SELECT 'calm'::mood");
}`,
    );
    const { trace } = await lint(await project.open(), { range: "c3", trace: true });
    expect(trace?.[0]?.statements.length).toBeGreaterThan(0);
  });

  it("tries it on the database itself, and leaves nothing behind", async () => {
    const project = await projectOn("postgresql");
    await upgrade(await project.open(), { target: "head" });
    project.revision(
      "b2",
      "a1",
      'export async function upgrade(op) { await op.execute("INSERT INTO users (id) VALUES (1)"); await op.dropColumn("users", "b"); }',
    );
    const { trace } = await lint(await project.open(), { trace: true, live: true });
    expect(work(trace)).toEqual([
      expect.stringContaining("ROW EXCLUSIVE users"),
      "b2; ACCESS EXCLUSIVE users",
    ]);
    const environment = await project.open();
    await environment.connected(async ({ connection }) => {
      expect(await connection.query("SELECT b FROM users")).toEqual([]);
    });
  });

  it("tries nothing on the database itself that cannot be rolled back", async () => {
    const project = await projectOn("postgresql");
    await upgrade(await project.open(), { target: "head" });
    project.revision("b2", "a1", 'export async function upgrade(op) { await op.dropTable("teams"); }');
    project.revision("c3", "b2", "export async function upgrade() {}", "export const transaction = false;");
    await expect(lint(await project.open(), { trace: true, live: true })).rejects.toMatchObject({
      code: "cannot-trace",
    });
  });
});

describe("mig lint --trace on SQLite", () => {
  it("sees what is rewritten, and what is written in place", async () => {
    const project = await projectOn("sqlite");
    project.revision(
      "b2",
      "a1",
      `export async function upgrade(op) {
  await op.addColumn("users", { name: "c", type: "text" });
  await op.execute("ALTER TABLE users DROP COLUMN b");
  await op.execute("SELECT 1");
  await op.createUniqueConstraint("teams", { columns: ["a"] });
}`,
    );
    const result = await lint(await project.open(), { range: "b2", trace: true });
    const seen = work(result.trace).flatMap((each) => each.split("; ").slice(1));
    expect(seen).toEqual(["rewrites users", "rewrites teams"]);
    expect(result.findings.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(["rows-rewritten", "table-rebuilt"]),
    );
    expect(printLint(result, createStyle(false))).toMatch(
      /ALTER TABLE users DROP COLUMN b \d+ ms\n {4}written again: users\n/u,
    );
  });
});
