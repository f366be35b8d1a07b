import { describe, expect, it } from "vitest";
import { moveOf } from "../../../src/core/operations/sql-moves.ts";

describe("what SQL does to whole tables", () => {
  it.each([
    ['DROP TABLE IF EXISTS a, public.B, "C".d', { kind: "drop", tables: ["a", "b", "C.d"] }],
    ["-- gone\nDROP /* all */ TABLE `a`", { kind: "drop", tables: ["a"] }],
    ['ALTER TABLE ONLY s.a RENAME TO "B"', { kind: "rename", table: "s.a", to: "B" }],
    ["ALTER TABLE a RENAME COLUMN x TO y", { kind: "renameColumn", table: "a", from: "x", to: "y" }],
    ["ALTER TABLE a RENAME x TO y;", { kind: "renameColumn", table: "a", from: "x", to: "y" }],
    [
      "INSERT INTO b (x, y) SELECT a.x, coalesce(y, (SELECT 1 FROM z)) FROM a",
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
    [
      "CREATE TEMP TABLE b AS SELECT *, y AS z FROM a ORDER BY x",
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
  ])("reads %s", (sql, move) => {
    expect(moveOf(sql)).toEqual(move);
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
    expect(moveOf(sql)).toBeNull();
  });
});
