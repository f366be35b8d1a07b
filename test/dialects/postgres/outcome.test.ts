import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Connection, Outcome } from "../../../src/dialects/dialect.ts";
import { postgres } from "../../../src/dialects/postgres/index.ts";
import { createPostgresDatabase, type PostgresDatabase } from "../../support/databases.ts";
import { saidInSql } from "../../../src/dialects/sql.ts";

let database: PostgresDatabase;
let connection: Connection;
beforeAll(async () => {
  database = await createPostgresDatabase();
  connection = await postgres.connect({ url: database.url });
});
afterAll(async () => {
  await connection.close();
  await database.drop();
});

const run = async (...statements: readonly string[]): Promise<void> => {
  for (const sql of statements) await connection.query(saidInSql(sql));
};
const refused = async (sql: string): Promise<void> => {
  await expect(connection.query(saidInSql(sql))).rejects.toThrow();
};

/** What is seen of a statement after something has happened since it was begun. */
async function after(sql: string, what: () => Promise<void>): Promise<Outcome> {
  const { seen } = await postgres.outcomeOf(connection, sql, null);
  await what();
  return postgres.outcomeOf(connection, sql, JSON.parse(JSON.stringify(seen)));
}

describe("a statement outside a transaction of which nobody knows how it ended", () => {
  beforeEach(async () => {
    await run(
      `DROP SCHEMA public CASCADE`,
      `CREATE SCHEMA public`,
      `CREATE TABLE "t t" (n integer, m text)`,
      `CREATE INDEX old ON "t t" (m)`,
      `CREATE TABLE p (n integer) PARTITION BY LIST (n)`,
      `CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)`,
    );
  });
  const build = `CREATE UNIQUE INDEX CONCURRENTLY "I x" ON "t t" (n, lower(m)) WHERE n > 0`;
  const dropOfX = saidInSql(`DROP INDEX CONCURRENTLY IF EXISTS "public"."I x"`);
  const twice = `INSERT INTO "t t" VALUES (1, 'A'), (1, 'a')`;

  it.each<[string, string, () => Promise<void>, Partial<Outcome>]>([
    ["an index that is there", build, () => run(build), { state: "all", repair: [] }],
    ["an index that is not there", build, () => run(), { state: "none", repair: [] }],
    [
      "an index that was left invalid",
      build,
      () => run(twice).then(() => refused(build)),
      { state: "none", repair: [dropOfX] },
    ],
    [
      "an invalid one that IF NOT EXISTS would hide",
      build.replace("CONCURRENTLY", "CONCURRENTLY IF NOT EXISTS"),
      () => run(twice).then(() => refused(build)),
      { state: "none", repair: [dropOfX] },
    ],
    [
      "another index under its name",
      build,
      () => run(`CREATE UNIQUE INDEX "I x" ON "t t" (n)`),
      { state: "none", repair: [] },
    ],
    [
      "the same columns, but not unique",
      build,
      () => run(build.replace("UNIQUE ", "")),
      { state: "none", repair: [] },
    ],
    [
      "an index without a name that is there",
      `CREATE INDEX CONCURRENTLY ON public."t t" USING btree (m DESC)`,
      () => run(`CREATE INDEX ON "t t" (m DESC)`),
      { state: "all" },
    ],
    [
      "an index without a name that is not there, beside others",
      `CREATE INDEX CONCURRENTLY ON "t t" (m DESC)`,
      () => run(`CREATE INDEX ON "t t" (n)`),
      { state: "none" },
    ],
    ["a dropped index", `DROP INDEX CONCURRENTLY public.old`, () => run("DROP INDEX old"), { state: "all" }],
    ["an index that was not dropped", `drop index concurrently OLD`, () => run(), { state: "none" }],
    ["an index rebuilt", "REINDEX TABLE CONCURRENTLY t", () => run(), { state: "none", repair: [] }],
    ["a vacuum", "/* why */ VACUUM (FULL) t", () => run(), { state: "none" }],
    ["a database that is not there", "CREATE DATABASE none_such", () => run(), { state: "none" }],
    [
      "a partition that is no more",
      "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY",
      () => run("ALTER TABLE p DETACH PARTITION p1"),
      { state: "all", repair: [] },
    ],
    [
      "a partition that is one still",
      "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY",
      () => run(),
      { state: "none" },
    ],
    ["a procedure", "CALL work()", () => run(), { state: "unknown" }],
  ])("is looked for: %s", async (_, sql, what, expected) => {
    expect(await after(sql, what)).toMatchObject({ ...expected, busy: null });
  });
});
