import { describe, expect, it } from "vitest";
import { effectsOf, transactionControl } from "../../../src/core/sql/effects.ts";
import { commonSql } from "../../../src/core/sql/lexical.ts";
import { lexical as postgresql } from "../../../src/dialects/postgres/lexical.ts";

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
