import { describe, expect, it } from "vitest";
import { make } from "../../../src/core/operations/make.ts";
import { openPostgres, perform } from "../../support/postgres-databases.ts";
import { saidInSql } from "../../../src/dialects/sql.ts";

describe("an index that is made concurrently", () => {
  const create = make.createIndex("t", { name: "i", columns: ["b"] }, { concurrently: true });
  const unique = make.createIndex("t", { name: "i", columns: ["a"], unique: true }, { concurrently: true });

  it("leaves a valid index of its name alone, and fails", async () => {
    const connection = await openPostgres();
    await connection.query("CREATE TABLE t (a integer, b integer)");
    await connection.query("CREATE INDEX i ON t (a)");
    await expect(perform(connection, create)).rejects.toThrow('"i" already exists');
    expect(await connection.query("SELECT indexdef FROM pg_indexes WHERE indexname = 'i'")).toEqual([
      { indexdef: "CREATE INDEX i ON public.t USING btree (a)" },
    ]);
  });

  it("takes the place of what a failed attempt has left", async () => {
    const connection = await openPostgres();
    await connection.query("CREATE TABLE t (a integer, b integer)");
    await connection.query("INSERT INTO t VALUES (1, 1), (1, 2)");
    await expect(perform(connection, unique)).rejects.toThrow("could not create unique index");
    const valid = "SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = 'i'::regclass";
    expect(await connection.query(valid)).toEqual([{ valid: false }]);
    await connection.query("DELETE FROM t WHERE b = 2");
    await perform(connection, unique);
    expect(await connection.query(valid)).toEqual([{ valid: true }]);
  });
});

describe("what is taken away and made again", () => {
  it("keeps the names that it has in the database, whoever gave them", async () => {
    const connection = await openPostgres();
    for (const sql of [
      "CREATE TYPE mood AS ENUM ('sad', 'happy')",
      "CREATE TABLE p (mood mood CONSTRAINT odd_pk PRIMARY KEY, other mood CONSTRAINT odd_uq UNIQUE)",
      "CREATE TABLE c (mood mood CONSTRAINT odd_fk REFERENCES p, n integer, CONSTRAINT odd_ck CHECK (mood <> 'sad'::mood))",
      "ALTER TABLE c ADD CHECK (mood IS NOT NULL OR mood = 'sad'::mood), ADD FOREIGN KEY (mood) REFERENCES p (other)",
      // Names that nobody gave, of a table that had another name.
      "ALTER TABLE c RENAME TO child",
    ])
      await connection.query(saidInSql(sql));
    const names = (): Promise<readonly unknown[]> =>
      connection.query(
        `SELECT conname, contype, conrelid::regclass::text AS on FROM pg_constraint
          WHERE contype <> 'n' AND conrelid IN ('p'::regclass, 'child'::regclass) ORDER BY 3, 1`,
      );
    const before = await names();
    expect(before).toHaveLength(6);
    await perform(connection, make.changeEnum("mood", ["happy", "calm"], { sad: "calm" }));
    expect(await names()).toEqual(before);
  });
});

describe("an index that is made if there is none", () => {
  it.each([
    ["in the search path", "CREATE UNIQUE INDEX IF NOT EXISTS i ON t (a)", "i"],
    [
      "in a namespace, by a name in quotes",
      'create index if not exists "I" on ONLY "other".t (a)',
      'other."I"',
    ],
  ])("takes the place of an invalid one of its name: %s", async (_where, sql, index) => {
    const connection = await openPostgres();
    await connection.query("CREATE SCHEMA other");
    const table = index === "i" ? "t" : "other.t";
    await connection.query(`CREATE TABLE ${table} (a integer)`);
    await connection.query(`INSERT INTO ${table} VALUES (1), (1)`);
    const failing = `CREATE UNIQUE INDEX CONCURRENTLY ${index.replace("other.", "")} ON ${table} (a)`;
    await expect(connection.query(saidInSql(failing))).rejects.toThrow("could not create unique index");
    await connection.query(`DELETE FROM ${table} WHERE ctid = '(0,1)'`);
    await perform(connection, make.execute(sql));
    const valid = saidInSql(
      `SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = '${index}'::regclass`,
    );
    expect(await connection.query(valid)).toEqual([{ valid: true }]);
  });

  it("leaves a valid one alone, and one that waits for its partitions", async () => {
    const connection = await openPostgres();
    await connection.query("CREATE TABLE t (a integer, b integer)");
    await connection.query("CREATE INDEX i ON t (b)");
    await perform(connection, make.execute("CREATE INDEX IF NOT EXISTS i ON t (a)"));
    await connection.query("CREATE TABLE p (a integer) PARTITION BY RANGE (a)");
    await connection.query("CREATE TABLE p1 PARTITION OF p DEFAULT");
    await connection.query("CREATE INDEX whole ON ONLY p (a)");
    const oid = "SELECT 'whole'::regclass::oid::text AS oid, pg_get_indexdef('i'::regclass) AS i";
    const before = await connection.query(oid);
    await perform(connection, make.execute("CREATE INDEX IF NOT EXISTS whole ON p (a)"));
    expect(await connection.query(oid)).toEqual(before);
    expect(before).toMatchObject([{ i: "CREATE INDEX i ON public.t USING btree (b)" }]);
  });
});
