import { describe, expect, it } from "vitest";
import { openPostgres } from "../../support/postgres-databases.ts";

describe("what is said of statements that PostgreSQL refuses", () => {
  it.each([
    [
      "what depends on a table, without advising to drop that too",
      "DROP TABLE parent",
      /^constraint child_id_fkey on table child depends on table parent\. Drop or change what depends on it first, in the same revision\.$/u,
    ],
    [
      "several that depend on a table, in one line",
      "DROP TABLE child, parent RESTRICT; ",
      /^view \w+ depends on table child; view \w+ depends on table \w+\. Drop or change /u,
    ],
    [
      "the server's detail and its hint, each a sentence",
      "INSERT INTO child VALUES (7)",
      /^Key \(id\)=\(7\) is not present in table "parent"\.$/u,
    ],
  ])("names %s", async (_, sql, hint) => {
    const connection = await openPostgres();
    await connection.query("CREATE TABLE parent (id integer PRIMARY KEY)");
    await connection.query("CREATE TABLE child (id integer REFERENCES parent (id))");
    if (sql.includes("child, parent")) {
      await connection.query("CREATE VIEW one AS SELECT id FROM child");
      await connection.query("CREATE VIEW two AS SELECT id FROM parent");
    }
    await expect(connection.query(sql)).rejects.toMatchObject({ hint: expect.stringMatching(hint) });
  });
});
