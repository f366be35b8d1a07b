import { expect, it } from "vitest";
import { isQuery } from "../../src/data/each.ts";
import { lexical as postgres } from "../../src/dialects/postgres/lexical.ts";
import { lexical as sqlite } from "../../src/dialects/sqlite/lexical.ts";

it.each([
  ["SELECT 1", true],
  ["with recent as (select 1) select * from recent", true],
  ["VALUES (1), (2)", true],
  ["/* why */ -- so\n select 1", true],
  ["(SELECT 1) UNION (SELECT 2)", true],
  ["users", false],
  ["shop.users", false],
  ["select", false],
  ["values.list", false],
  ['"select" ', false],
])("what rows are walked of is a query or the name of a table: %s", (source, expected) => {
  expect([isQuery(source, postgres), isQuery(source, sqlite)]).toEqual([expected, expected]);
});
