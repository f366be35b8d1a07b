import { describe, expect, it, onTestFinished } from "vitest";
import { check } from "../../src/commands/check.ts";
import type { Environment } from "../../src/project/environment.ts";
import type { Project } from "../support/project.ts";
import { lead } from "../support/lead.ts";
import { createDrizzleProject } from "../support/scenario.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

const head = `import { sql } from "drizzle-orm";
import { integer, pgPolicy, pgSchema, pgSequence, pgTable, uuid } from "drizzle-orm/pg-core";
`;

async function project(): Promise<Project & { at: (schema: string) => Promise<Environment> }> {
  const made = await createDrizzleProject("postgresql");
  onTestFinished(() => made.remove());
  return {
    ...made,
    at(schema) {
      made.write("schema.ts", head + schema);
      return made.open({ schema: "schema.ts" }, { confirm: () => Promise.resolve(true) });
    },
  };
}

async function run(environment: Environment, ...statements: readonly string[]): Promise<void> {
  await environment.connected(async ({ connection }) => {
    for (const sql of statements) await connection.query(saidInSql(sql));
  });
}

async function policies(environment: Environment): Promise<readonly string[]> {
  return environment.connected(async ({ connection }) => {
    const rows = await connection.query(
      "SELECT tablename || ' ' || policyname AS name FROM pg_policies ORDER BY 1",
    );
    return rows.map(({ name }) => String(name));
  });
}

describe("row level security and sequences", () => {
  const bare = `export const notes = pgTable("notes", { id: integer() });\n`;
  const guarded = `export const notes = pgTable("notes", { id: integer() }, (t) => [pgPolicy("own", { using: sql\`\${t.id} > 0\` })]);
export const numbers = pgSequence("numbers");\n`;

  it("go again with the last that is declared, when a revision made them", async () => {
    const { at } = await project();
    await lead(at, guarded);
    expect(await lead(at, bare)).toEqual([
      "drop policy own of notes",
      "row level security of notes: off",
      "drop sequence numbers",
    ]);
  });

  it("are left alone and said, where they were made by hand and none is declared", async () => {
    const { at } = await project();
    await lead(at, bare);
    const byHand = [
      "ALTER TABLE notes ENABLE ROW LEVEL SECURITY",
      "CREATE POLICY mine ON notes",
      "CREATE SEQUENCE counter",
    ];
    await run(await at(bare), ...byHand);
    const found = await check(await at(bare));
    expect(found.operations).toEqual([]);
    expect(found.warnings).toEqual([
      "Row level security of notes is left as it is: no schema file declares any.",
    ]);
  });

  it("are all compared once some are declared", async () => {
    const { at } = await project();
    await lead(at, guarded);
    await run(await at(guarded), "CREATE POLICY mine ON notes", "CREATE SEQUENCE counter");
    expect((await check(await at(guarded))).operations.map(({ summary }) => summary)).toEqual([
      "drop policy mine of notes",
      "drop sequence counter",
    ]);
  });

  it("make policies that are linked to tables of others, change them, and touch no other there", async () => {
    const { at } = await project();
    const linked = (condition: string): string => `
const users = pgSchema("auth").table("users", { id: uuid().primaryKey() });
export const own = pgPolicy("own row", { for: "select", to: "public", using: sql\`\${users.id} = auth.uid()${condition}\` }).link(users);
${bare}`;
    await run(
      await at(bare),
      "CREATE SCHEMA auth",
      "CREATE TABLE auth.users (id uuid PRIMARY KEY)",
      "CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS 'SELECT NULL::uuid'",
      "CREATE POLICY theirs ON auth.users",
    );
    expect(await lead(at, linked(""))).toContainEqual(
      expect.stringContaining("create policy own row on auth.users"),
    );
    expect(await lead(at, linked(" and true"))).toEqual([
      expect.stringContaining("alter policy own row of auth.users"),
    ]);
    expect(await policies(await at(bare))).toEqual(["users own row", "users theirs"]);
    // Nobody can tell whose a policy is that is declared no more.
    expect(await lead(at, bare)).toEqual([]);
  });
});
