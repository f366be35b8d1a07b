import { describe, expect, it, onTestFinished } from "vitest";
import { check } from "../../src/commands/check.ts";
import { downgrade } from "../../src/commands/downgrade.ts";
import { revision } from "../../src/commands/revision.ts";
import { upgrade } from "../../src/commands/upgrade.ts";
import type { Environment } from "../../src/project/environment.ts";
import { createDrizzleProject } from "../support/scenario.ts";
import { saidInSql } from "../../src/dialects/sql.ts";

const head = `import { sql } from "drizzle-orm";
import { bigint, check, index, integer, pgEnum, pgTable, smallint, text, unique } from "drizzle-orm/pg-core";
`;

interface Made {
  at(schema: string): Promise<Environment>;
  ask(sql: string): Promise<readonly string[]>;
  /** Write the revision for a schema and run it; the summaries of what was left before it. */
  lead(schema: string): Promise<readonly string[]>;
}

async function project(): Promise<Made> {
  const made = await createDrizzleProject("postgresql");
  onTestFinished(() => made.remove());
  const at = (schema: string): Promise<Environment> => {
    made.write("schema.ts", head + schema);
    return made.open({ schema: "schema.ts" }, { confirm: () => Promise.resolve(true) });
  };
  return {
    at,
    ask: async (sql) =>
      (await made.open()).connected(async ({ connection }) =>
        (await connection.query(saidInSql(sql))).map((row) => Object.values(row).join(" ")),
      ),
    async lead(schema) {
      const { operations } = await check(await at(schema));
      const { proven } = await revision(await at(schema), { autogenerate: true });
      if (operations.length > 0) expect(proven).toBe(true);
      await upgrade(await at(schema), { target: "head" });
      expect((await check(await at(schema))).operations).toEqual([]);
      return operations.map(({ summary }) => summary);
    },
  };
}

describe("what is in the way of a change", () => {
  it("is named before anything is done, where it uses an enum that has to be made anew", async () => {
    const { ask, at, lead } = await project();
    const labels = (...values: readonly string[]): string =>
      `export const mood = pgEnum("mood", ${JSON.stringify(values)});
export const people = pgTable("people", { mood: mood() });\n`;
    await lead(labels("sad", "ok"));
    await ask("CREATE FUNCTION cheer(mood) RETURNS mood LANGUAGE sql AS 'SELECT $1'");
    await ask("CREATE TYPE pair AS (one mood[])");
    const said = /the type "mood" has to be made anew, and is used by .*function cheer\(mood\)/u;
    await expect(revision(await at(labels("ok")), { autogenerate: true })).rejects.toThrow(said);
    await revision(await at(labels("ok")), { autogenerate: true, proof: false });
    await expect(upgrade(await at(labels("ok")), { target: "head" })).rejects.toThrow(said);
    expect(await ask("SELECT enumlabel FROM pg_enum ORDER BY 1")).toEqual(["ok", "sad"]);
  });

  it("is dropped and built, where it is an invalid index of the name that is needed", async () => {
    const { ask, lead } = await project();
    const plain = `export const people = pgTable("people", { id: integer() });\n`;
    await lead(plain);
    await ask("INSERT INTO people VALUES (1), (1)");
    const failing = ["by_id", "only_id"].map(
      (name) => `CREATE UNIQUE INDEX CONCURRENTLY ${name} ON people (id)`,
    );
    for (const sql of failing) await expect(ask(sql)).rejects.toThrow(/could not create unique index/u);
    await ask("DELETE FROM people");
    const indexed = plain.replace(");", `, (t) => [index("by_id").on(t.id), unique("only_id").on(t.id)]);`);
    expect(await lead(indexed)).toEqual([
      'execute DROP INDEX IF EXISTS "only_id"',
      expect.stringContaining("add unique"),
      'execute DROP INDEX IF EXISTS "by_id"',
      "create index by_id on people (id)",
    ]);
    expect(
      await ask(
        "SELECT indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE relname IN ('by_id', 'only_id')",
      ),
    ).toEqual(["true", "true"]);
  });

  it("makes an identity start over, where its bounds leave its place outside", async () => {
    const { ask, at, lead } = await project();
    const counted = (options: string): string =>
      `export const people = pgTable("people", { id: integer().generatedAlwaysAsIdentity({ ${options} }), name: text() });\n`;
    const next = async (): Promise<readonly string[]> =>
      ask("INSERT INTO people DEFAULT VALUES RETURNING id");
    await lead(counted(""));
    for (let each = 1; each < 8; each++) await next();
    await lead(counted("minValue: 1, maxValue: 5"));
    expect(await next()).toEqual(["1"]);
    await lead(counted("minValue: 100, startWith: 100"));
    expect(await next()).toEqual(["100"]);
    await downgrade(await at(counted("minValue: 1, maxValue: 5")), { target: "-1" });
    expect(await next()).toEqual(["1"]);
  });
});
