import { expect, it } from "vitest";
import { statementsOf, type ScriptStatement } from "../../../src/core/sql/statements.ts";
import { lexical } from "../../../src/dialects/postgres/lexical.ts";

const split = (script: string): readonly ScriptStatement[] => statementsOf(script, lexical);

const texts = (script: string): string[] => split(script).map(({ sql }) => sql);

it.each([
  ["plain statements", "a; b ;\n c", ["a", "b", "c"]],
  ["strings", "select ';', 'it''s; ' ; x", ["select ';', 'it''s; '", "x"]],
  ["escape strings", String.raw`select E'\';' ; x`, [String.raw`select E'\';'`, "x"]],
  ["quoted names", 'select ";""" ; x', ['select ";"""', "x"]],
  ["dollar quotes", "do $a$ begin; $$ ; end $a$; x", ["do $a$ begin; $$ ; end $a$", "x"]],
  ["parameters, which are no dollar quotes", "select $1;$1", ["select $1", "$1"]],
  ["line comments", "a -- ; b\n; c", ["a", "c"]],
  ["nested comments", "a /* ; /* ; */ ; */ + 1; c", ["a /* ; /* ; */ ; */ + 1", "c"]],
  [
    "rules with several commands",
    "create rule r as on x do (a; b); c",
    ["create rule r as on x do (a; b)", "c"],
  ],
  [
    "bodies of functions in SQL",
    "create function f() returns int begin atomic select case when a then 1 end; select 2; end; x",
    ["create function f() returns int begin atomic select case when a then 1 end; select 2; end", "x"],
  ],
  ["transactions, which are no bodies", "begin; a; end; b", ["begin", "a", "end", "b"]],
  ["nothing at all", " ;; -- x\n", []],
])("splits a script with %s", (_, script, statements) => {
  expect(texts(script)).toEqual(statements);
});

it("tells where a statement begins, behind comments and blanks", () => {
  const script = "a;\n-- about b\n  b";
  expect(split(script).map(({ sql, offset }) => script.slice(offset, offset + sql.length))).toEqual([
    "a",
    "b",
  ]);
});
