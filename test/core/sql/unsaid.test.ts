import { describe, expect, it } from "vitest";
import { unsaidWork } from "../../../src/core/sql/unsaid.ts";
import { lexical } from "../../../src/dialects/postgres/lexical.ts";

describe("unsaidWork", () => {
  it.each([
    "DO $$ BEGIN NULL; END $$",
    "/* first */ do language plpgsql 'BEGIN END'",
    "CALL p()",
    "EXECUTE q",
    "DROP EXTENSION citext CASCADE",
    "DROP COLLATION IF EXISTS c CASCADE;",
    "ALTER EXTENSION e UPDATE TO '2'",
    "ALTER TYPE pair DROP ATTRIBUTE a CASCADE",
  ])("may be anything: %s", (statement) => {
    expect(unsaidWork(statement, lexical)).toEqual({ kind: "any" });
  });

  it.each([
    ["SELECT f(1)", ["f"]],
    [`SELECT s."F g"(a), f (2) FROM g(3)`, ["F g", "f", "g"]],
    ["WITH x AS (SELECT F()) SELECT 1", ["as", "f"]],
    ["INSERT INTO t SELECT f()", ["f"]],
    ["EXPLAIN ANALYZE SELECT f()", ["f"]],
    ["UPDATE t SET a = f(b)", ["f"]],
  ])("is what functions do: %s", (statement, functions) => {
    expect(unsaidWork(statement, lexical)).toEqual({ kind: "calls", functions });
  });

  it.each([
    "SELECT 'f(1)' -- f(2)",
    "SELECT $$f(1)$$",
    "SELECT pg_catalog.setval('s', 1)",
    "INSERT INTO t VALUES (f(1))",
    "DROP TABLE t CASCADE",
    "DROP SCHEMA s CASCADE",
    "DROP TYPE t CASCADE",
    "DROP COLLATION c",
    "CREATE FUNCTION f() RETURNS void AS 'SELECT g()'",
    "ALTER TABLE t DROP COLUMN a CASCADE",
    "ALTER EXTENSION e SET SCHEMA s",
    "COMMENT ON TABLE t IS 'DO'",
  ])("is nothing: %s", (statement) => {
    expect(unsaidWork(statement, lexical)).toBeNull();
  });
});
