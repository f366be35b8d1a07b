import { describe, expect, it } from "vitest";
import { make } from "../../../src/core/operations/make.ts";
import { openPostgres, perform } from "../../support/postgres-databases.ts";

describe("keys and constraints that are made in steps", () => {
  it.each([
    [
      "a unique constraint",
      make.createUniqueConstraint("t", { name: "u", columns: ["a"] }, { usingIndex: "i" }),
      "UNIQUE (a)",
    ],
    [
      "one that is looked at later",
      make.createUniqueConstraint(
        "t",
        { name: "u", columns: ["a"], deferrable: "deferred" },
        { usingIndex: "i" },
      ),
      "UNIQUE (a) DEFERRABLE INITIALLY DEFERRED",
    ],
    [
      "a primary key",
      make.createPrimaryKey("t", { name: "u", columns: ["a"] }, { usingIndex: "i" }),
      "PRIMARY KEY (a)",
    ],
  ])("make %s of an index that is there", async (_what, operation, definition) => {
    const connection = await openPostgres();
    await connection.query("CREATE TABLE t (a integer NOT NULL)");
    await connection.query("CREATE UNIQUE INDEX i ON t (a)");
    await perform(connection, operation);
    expect(
      await connection.query(
        "SELECT conname, pg_get_constraintdef(oid) AS text, conindid::regclass::text AS index FROM pg_constraint WHERE conrelid = 't'::regclass AND contype IN ('u', 'p')",
      ),
    ).toEqual([{ conname: "u", text: definition, index: "u" }]);
  });

  it("take the name of the index where none is said", async () => {
    const connection = await openPostgres();
    await connection.query("CREATE TABLE t (a integer NOT NULL)");
    await connection.query("CREATE UNIQUE INDEX i ON t (a)");
    await perform(connection, make.createUniqueConstraint("t", { columns: ["a"] }, { usingIndex: "i" }));
    await perform(connection, make.dropConstraint("t", "i"));
    expect(await connection.query("SELECT to_regclass('i') AS index")).toEqual([{ index: null }]);
  });

  it.each([
    ["by its name", "late"],
    ["by what it is", { foreignKey: ["a"] }],
  ])("look through the rows of a foreign key %s", async (_how, ref) => {
    const connection = await openPostgres();
    await connection.query("CREATE TABLE p (a integer PRIMARY KEY)");
    await connection.query("CREATE TABLE t (a integer)");
    await connection.query("INSERT INTO t VALUES (1)");
    await perform(
      connection,
      make.createForeignKey("t", {
        name: "late",
        columns: ["a"],
        references: { table: "p", columns: ["a"] },
        validated: false,
      }),
    );
    const validate = make.validateConstraint("t", ref);
    await expect(perform(connection, validate)).rejects.toThrow('violates foreign key constraint "late"');
    await connection.query("INSERT INTO p VALUES (1)");
    await perform(connection, validate);
    expect(await connection.query("SELECT convalidated FROM pg_constraint WHERE conname = 'late'")).toEqual([
      { convalidated: true },
    ]);
  });
});
