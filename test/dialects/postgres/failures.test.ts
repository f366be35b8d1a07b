import { describe, expect, it } from "vitest";
import { openPostgres } from "../../support/postgres-databases.ts";
import { saidInSql } from "../../../src/dialects/sql.ts";

describe("what is said of statements that PostgreSQL refuses", () => {
  const ours = "Drop or change what depends on it first, in the same revision.";
  it.each([
    [
      "what depends on a table, without advising to drop that too",
      "DROP TABLE parent",
      /\. constraint child_parent_fkey on table child depends on table parent\.$/u,
      ours,
    ],
    [
      "several that depend on a table, in one line",
      "DROP TABLE child",
      /\. view one depends on table child; view two depends on table child\.$/u,
      ours,
    ],
    [
      "a type that is nowhere, and where it may be",
      "CREATE TABLE t (v vector(3))",
      /type "vector" does not exist/u,
      expect.stringContaining("CREATE EXTENSION"),
    ],
    [
      "the row that is meant, each of it a sentence",
      "INSERT INTO child VALUES (7)",
      /"child_parent_fkey"\. Key \(parent\)=\(7\) is not present in table "parent"\.$/u,
      "Correct the statement, then run the command again.",
    ],
  ])("names %s", async (_, sql, message, hint) => {
    const connection = await openPostgres();
    await connection.query("CREATE TABLE parent (id integer PRIMARY KEY)");
    await connection.query("CREATE TABLE child (parent integer REFERENCES parent (id))");
    await connection.query("CREATE VIEW one AS SELECT parent FROM child");
    await connection.query("CREATE VIEW two AS SELECT parent FROM child");
    await expect(connection.query(saidInSql(sql))).rejects.toMatchObject({
      message: expect.stringMatching(message),
      hint,
    });
  });
});
