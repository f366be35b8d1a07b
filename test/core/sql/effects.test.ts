import { describe, expect, it } from "vitest";
import {
  effectsOf,
  movesTransaction,
  transactionControl,
  transactionVerb,
} from "../../../src/core/sql/effects.ts";
import { commonSql } from "../../../src/core/sql/lexical.ts";
import { withParameters } from "../../../src/core/sql/parameters.ts";
import { lexical as postgresql } from "../../../src/dialects/postgres/lexical.ts";
import { lexical as sqlite } from "../../../src/dialects/sqlite/lexical.ts";

describe("what SQL does to whole tables", () => {
  it.each([
    [
      'DROP TABLE IF EXISTS a, public.B, "C".d',
      ["a", "b", "C.d"].map((table) => ({ kind: "dropTable", table })),
    ],
    ["-- gone\nDROP /* all */ TABLE `a`", [{ kind: "dropTable", table: "a" }]],
    ['ALTER TABLE ONLY s.a RENAME TO "B"', [{ kind: "renameTable", table: "s.a", to: "s.B" }]],
    ["ALTER TABLE s.a SET SCHEMA public", [{ kind: "renameTable", table: "s.a", to: "a" }]],
    ["ALTER SCHEMA a RENAME TO b", [{ kind: "renameSchema", from: "a", to: "b" }]],
    ["ALTER TABLE a RENAME COLUMN x TO y", [{ kind: "renameColumn", table: "a", from: "x", to: "y" }]],
    ["ALTER TABLE a RENAME x TO y;", [{ kind: "renameColumn", table: "a", from: "x", to: "y" }]],
    [
      "INSERT INTO b (x, y) SELECT a.x, coalesce(y, (SELECT 1 FROM z)) FROM a",
      [
        {
          kind: "copy",
          from: "a",
          to: "b",
          values: [
            { column: "x", of: ["x"], plain: true },
            { column: "y", of: expect.arrayContaining(["y"]) as string[], plain: false },
          ],
        },
      ],
    ],
    [
      "CREATE TEMP TABLE b AS SELECT *, y AS z FROM a ORDER BY x",
      [
        {
          kind: "copy",
          from: "a",
          to: "b",
          values: [
            { column: null, of: "*", plain: true },
            { column: "z", of: ["y"], plain: true },
          ],
        },
      ],
    ],
  ])("reads %s", (sql, move) => {
    expect(effectsOf(sql, commonSql)).toEqual(move);
  });

  it.each([
    "ALTER TABLE a RENAME CONSTRAINT x TO y",
    "ALTER TABLE a ADD COLUMN rename text",
    "DROP VIEW a",
    "INSERT OR IGNORE INTO b SELECT * FROM a",
    "INSERT INTO b SELECT * FROM a ON CONFLICT DO NOTHING",
    "INSERT INTO b SELECT * FROM a UNION SELECT * FROM c",
    "INSERT INTO b SELECT * FROM a, c",
    "INSERT INTO b SELECT * FROM a JOIN c ON a.x = c.x",
    "INSERT INTO b SELECT * FROM a ORDER BY x LIMIT 1",
    "INSERT INTO b SELECT 1",
    "INSERT INTO b VALUES (1)",
    "CREATE TABLE IF NOT EXISTS b AS SELECT * FROM a",
    "CREATE TABLE b (x integer)",
    "SELECT 'DROP TABLE a'",
  ])("sees nothing certain in %s", (sql) => {
    expect(effectsOf(sql, commonSql)).toEqual([]);
  });
});

describe("transaction control", () => {
  it.each([
    ["/* x */ COMMIT", "COMMIT"],
    ["begin", "BEGIN"],
    ["START -- x\n TRANSACTION ISOLATION LEVEL SERIALIZABLE", "START TRANSACTION"],
    ["PREPARE TRANSACTION 'x'", "PREPARE TRANSACTION"],
    ["ROLLBACK AND CHAIN", "ROLLBACK"],
    ["ROLLBACK TO s", null],
    ["ROLLBACK WORK TO SAVEPOINT s", null],
    ["SAVEPOINT s", null],
    ["PREPARE p AS SELECT 1", null],
    ["SELECT 'commit'", null],
    ['"commit"', null],
  ])("%s", (sql, words) => {
    expect(transactionControl(sql, postgresql)).toBe(words);
  });
});

describe("what SQL does to the transaction", () => {
  it.each([
    ["begin isolation level serializable", "BEGIN"],
    ["/* ours */ START TRANSACTION READ ONLY", "BEGIN"],
    ["COMMIT AND CHAIN", "COMMIT"],
    ["end;", "COMMIT"],
    ["ABORT", "ROLLBACK"],
    ["-- all of it\nrollback work", "ROLLBACK"],
    ["ROLLBACK TO SAVEPOINT a", null],
    ["RELEASE a", null],
    ["PREPARE TRANSACTION 'a'", null],
    ["SELECT 'COMMIT'", null],
  ] as const)("is said by its verb: %j", (sql, verb) => {
    expect(transactionVerb(sql, postgresql)).toBe(verb);
  });

  it.each([
    ["SELECT 1; /* x */ COMMIT", true],
    ["/* x */ SAVEPOINT a", true],
    ["PREPARE TRANSACTION 'a'", true],
    ["SELECT 'x; commit'", false],
    ["CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1; END; $$", false],
    ["COMMENT ON TABLE t IS 'begin'", false],
  ])("is moved by a script that says so as a statement: %j", (script, moves) => {
    expect(movesTransaction(script, postgresql)).toBe(moves);
  });
});

describe("parameters", () => {
  const text = (position: number): string => `<${position}>`;

  it("are counted where they are not numbered, and told from what looks like them", () => {
    expect(withParameters("SELECT ?, '?', \"?\", ? -- ?", sqlite, text)).toBe(
      "SELECT <1>, '?', \"?\", <2> -- ?",
    );
    expect(withParameters("SELECT $2, $1, '$1', $a$ $1 $a$, data ? 'key'", postgresql, text)).toBe(
      "SELECT <2>, <1>, '$1', $a$ $1 $a$, data ? 'key'",
    );
  });

  it("stay where there is nothing to say, or where they have names", () => {
    expect(withParameters("SELECT ?2, :name", sqlite, () => null)).toBe("SELECT ?2, :name");
    expect(withParameters("SELECT ?2, :name", sqlite, text)).toBe("SELECT <2>, :name");
  });
});
