import { expect, it } from "vitest";
import { relationsIn } from "../../../src/core/sql/relations.ts";
import { tokensOf } from "../../../src/core/sql/tokens.ts";
import { lexicalOf } from "../../../src/dialects/lexical-of.ts";

it.each([
  ["SELECT extract(year FROM a) FROM t", ["t"]],
  ["SELECT substring(a FROM 2), (SELECT max(x) FROM u) FROM app.t", ["u", "app.t"]],
  [
    "SELECT * FROM (SELECT a FROM b) x, c JOIN d ON d.a = x.a WHERE e IN (SELECT f FROM g)",
    ["b", "c", "d", "g"],
  ],
  ["SELECT a FROM ONLY t, LATERAL (SELECT 1 FROM s) l ORDER BY trim(both FROM a), b", ["t", "s"]],
  ["INSERT INTO t SELECT a FROM u", ["t", "u"]],
  ["UPDATE t SET a = (SELECT b FROM u), c = 1 FROM v WHERE t.a = v.a", ["t", "u", "v"]],
])("the relations of %s are %j", (sql, names) => {
  const found = [...relationsIn(tokensOf(sql, lexicalOf("postgresql")))];
  expect(
    found.map(({ schema, name }) => (schema === null ? name.text : `${schema.text}.${name.text}`)),
  ).toEqual(names);
});
