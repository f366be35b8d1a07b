import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { statementsOf, type ScriptStatement } from "../../../src/core/sql/statements.ts";
import { lexical } from "../../../src/dialects/sqlite/lexical.ts";

const split = (script: string): readonly ScriptStatement[] => statementsOf(script, lexical);

const trigger = `CREATE TEMP TRIGGER "begin" AFTER UPDATE OF a ON t WHEN CASE new.a WHEN 1 THEN 0 END BEGIN
  UPDATE t SET a = CASE WHEN b THEN CASE c WHEN 1 THEN 'x;END' END ELSE 2 END; -- END;
  DELETE FROM "end" WHERE [end] = 1;
END`;

describe("a script", () => {
  it.each<[string, string[]]>([
    ["", []],
    [" ;; -- nothing\n ; /* ; */", []],
    ["SELECT 1", ["SELECT 1"]],
    ["SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]],
    [
      "SELECT ';', \";\", [;], `;`, 'it''s;'; SELECT 2",
      ["SELECT ';', \";\", [;], `;`, 'it''s;'", "SELECT 2"],
    ],
    [
      "SELECT 1 -- ; 'not a string\n, 2; SELECT /* ; */ 3",
      ["SELECT 1 -- ; 'not a string\n, 2", "SELECT /* ; */ 3"],
    ],
    ["BEGIN; SELECT 1; END; COMMIT", ["BEGIN", "SELECT 1", "END", "COMMIT"]],
    [`${trigger}; SELECT 2`, [trigger, "SELECT 2"]],
    ['CREATE TABLE "trigger" (begin); SELECT 1', ['CREATE TABLE "trigger" (begin)', "SELECT 1"]],
    ["SELECT 'never closed; SELECT 2", ["SELECT 'never closed; SELECT 2"]],
  ])("%j is %j", (script, expected) => {
    expect(split(script).map(({ sql }) => sql)).toEqual(expected);
  });

  it("gives the place of each statement", () => {
    const script = "-- first\nSELECT 1;\n\n/* second */ SELECT 2 ;";
    for (const { sql, offset } of split(script)) expect(script.slice(offset, offset + sql.length)).toBe(sql);
    expect(split(script).map(({ offset }) => offset)).toEqual([9, 33]);
  });

  it("that is joined from statements falls into them again", () => {
    const statement = fc.constantFrom(
      "SELECT 1",
      "INSERT INTO t VALUES ('a;b', x';')",
      trigger,
      'DELETE FROM ";"',
      "PRAGMA x = -1",
    );
    fc.assert(
      fc.property(fc.array(statement), (statements) => {
        expect(split(statements.join(" ;\n")).map(({ sql }) => sql)).toEqual(statements);
      }),
    );
  });

  it("of any text is split without loss and without failing", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab'\"`[]();- /*\n1.xX$".split("")) }), (script) => {
        for (const { sql, offset } of split(script))
          expect(script.slice(offset, offset + sql.length)).toBe(sql);
      }),
    );
  });
});
