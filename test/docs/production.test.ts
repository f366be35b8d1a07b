import { readFileSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { check } from "../../src/commands/check.ts";
import { current } from "../../src/commands/current.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { log } from "../../src/commands/log.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { Environment } from "../../src/project/environment.ts";
import { createProject, type Project } from "../support/project.ts";

const page = readFileSync(resolve(import.meta.dirname, "../../docs/production.md"), "utf8");

describe("the roles of docs/production.md", () => {
  let project: Project;
  const name = (role: string): string => `${role}_${process.pid}`;
  const administer = async (sql: string): Promise<void> => {
    const client = postgres(project.url, { max: 1, onnotice: () => undefined });
    try {
      await client.unsafe(sql);
    } finally {
      await client.end();
    }
  };
  const as = (role: string): Promise<Environment> => {
    const url = new URL(project.url);
    url.username = name(role);
    url.password = "secret";
    return project.open({ url: url.href, schema: "./schema.ts" });
  };
  beforeAll(async () => {
    project = await createProject("postgresql");
    symlinkSync(resolve(import.meta.dirname, "../../node_modules"), join(project.folder, "node_modules"));
    const [, sql = ""] = /```sql\n([^]*?)```/u.exec(page) ?? [];
    expect(sql).toContain("CREATE ROLE migrator");
    await administer(sql.replaceAll(/\b(?:migrator|app)\b/gu, name));
    await administer(`CREATE ROLE ${name("reader")} LOGIN PASSWORD 'secret'`);
    project.revision(
      "a1",
      null,
      `export async function upgrade(op) { await op.createTable({ name: "notes", columns: [{ name: "id", type: "bigserial", nullable: false, primaryKey: true }, { name: "age", type: "integer", default: "1 + 1" }] }); }
       export async function downgrade(op) { await op.dropTable("notes"); }`,
    );
    project.write(
      "schema.ts",
      `import { bigserial, integer, pgTable } from "drizzle-orm/pg-core";
       import { sql } from "drizzle-orm";
       export const notes = pgTable("notes", { id: bigserial({ mode: "number" }).primaryKey(), age: integer().default(sql\`1 + 1\`) });`,
    );
  });
  afterAll(async () => {
    for (const role of ["migrator", "app", "reader"].map(name))
      await administer(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`);
    await project.remove();
  });

  it("let the one migrate both ways, and the other write rows", async () => {
    await upgrade(await as("migrator"), { target: "heads" });
    await downgrade(await as("migrator"), { target: "base" });
    await upgrade(await as("migrator"), { target: "heads" });
    await (
      await as("app")
    ).connected(({ connection }) => connection.query("INSERT INTO notes DEFAULT VALUES"));
  });

  it("let the other run an upgrade that has nothing to do, with no more rights than to read", async () => {
    await upgrade(await as("migrator"), { target: "heads" });
    const entries = async (): Promise<number> => (await log(await as("migrator"))).entries.length;
    const before = await entries();
    expect(await upgrade(await as("app"), { target: "heads" })).toMatchObject({ steps: [] });
    expect(await entries()).toBe(before);
  });

  it("refuse a change by who owns nothing, and say that a right is lacking", async () => {
    project.revision(
      "b1",
      "a1",
      `export async function upgrade(op) { await op.addColumn("notes", { name: "b", type: "text" }); }`,
    );
    await expect(upgrade(await as("app"), { target: "heads" })).rejects.toMatchObject({
      code: "statement-failed",
      hint: expect.stringContaining("lacks a right") as string,
    });
  });

  it("let who may read our tables look at where the database stands and whether it drifts", async () => {
    await upgrade(await as("migrator"), { target: "heads" });
    await administer(`GRANT SELECT ON mig_version, mig_journal TO ${name("reader")}`);
    expect(await current(await as("reader"))).toMatchObject({ heads: ["b1"] });
    expect((await log(await as("reader"))).entries.length).toBeGreaterThan(0);
    await administer(`GRANT pg_read_all_data TO ${name("reader")}`);
    expect(await check(await as("reader"))).toMatchObject({
      pending: [],
      operations: [{ kind: "dropColumn" }],
    });
  });
});
