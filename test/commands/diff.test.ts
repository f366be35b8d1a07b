import { expect, it, onTestFinished } from "vitest";
import { check } from "../../src/commands/check.ts";
import { diff } from "../../src/commands/diff.ts";
import { saidInSql } from "../../src/dialects/sql.ts";
import { createDrizzleProject } from "../support/scenario.ts";

it("says SQL that keeps the rows of others when a person runs it by hand, where a table is rebuilt", async () => {
  const project = await createDrizzleProject("sqlite");
  onTestFinished(() => project.remove());
  project.write(
    "schema.ts",
    `import { integer, sqliteTable } from "drizzle-orm/sqlite-core";
export const users = sqliteTable("users", { id: integer().primaryKey(), name: integer() });
export const posts = sqliteTable("posts", { author: integer().references(() => users.id, { onDelete: "cascade" }) });\n`,
  );
  const mig = await project.open({ schema: "schema.ts" });
  const byHand = (...statements: readonly string[]): Promise<readonly object[]> =>
    mig.connected(async ({ connection }) => {
      await connection.query("PRAGMA foreign_keys = ON");
      let rows: readonly object[] = [];
      for (const sql of statements) rows = await connection.query(saidInSql(sql));
      return rows;
    });
  await byHand(
    "CREATE TABLE users (id integer PRIMARY KEY, name text)",
    "CREATE TABLE posts (author integer REFERENCES users (id) ON DELETE CASCADE)",
    "INSERT INTO users VALUES (1, '7')",
    "INSERT INTO posts VALUES (1)",
  );
  const { upgrade, downgrade } = await diff(mig);
  const count = "SELECT count(*) AS count FROM posts";
  expect(await byHand(...upgrade, count)).toEqual([{ count: 1 }]);
  expect(await check(mig)).toMatchObject({ operations: [] });
  expect(await byHand(...downgrade, count)).toEqual([{ count: 1 }]);
});
