import { describe, expect, it } from "vitest";
import { holdsEvery, workOfRetyping } from "../../../src/core/schema/type-changes.ts";
import { isVolatile } from "../../../src/core/schema/volatile.ts";

describe("what the change of a type costs", () => {
  it.each([
    ["varchar(10)", "varchar(20)"],
    ["character varying(10)", "varchar"],
    ["varchar(10)", "text"],
    ["text", "varchar"],
    ["numeric(6, 2)", "numeric(8,2)"],
    ["numeric(6,2)", "numeric"],
    ["timestamp(3)", "timestamp without time zone"],
    ["time(0)", "time(3)"],
    ["cidr", "inet"],
  ])("is nothing from %s to %s", (from, to) => {
    expect(workOfRetyping(from, to)).toBe("nothing");
  });

  it.each([
    ["varchar(20)", "varchar(10)"],
    ["text", "varchar(50)"],
    ["integer", "bigint"],
    ["numeric(6,2)", "numeric(8,3)"],
    ["numeric", "numeric(8,3)"],
    ["timestamp", "timestamptz"],
    ["json", "jsonb"],
    ["varchar(10)", "varchar(20)[]"],
    ["mood", "text"],
    ["inet", "cidr"],
    ["char(3)", "char(5)"],
  ])("is every row from %s to %s", (from, to) => {
    expect(workOfRetyping(from, to)).toBe("rewrite");
  });
});

describe("a default that differs from row to row", () => {
  it.each([
    "gen_random_uuid()",
    "clock_timestamp()",
    "nextval('s')",
    "'a' || random()::text",
    "PG_CATALOG.random()",
  ])("is %s", (expression) => expect(isVolatile(expression)).toBe(true));

  it.each(["now()", "CURRENT_TIMESTAMP", "'random()'", "lower('A')", "0", "random"])(
    "is not %s",
    (expression) => expect(isVolatile(expression)).toBe(false),
  );
});

describe("holdsEvery", () => {
  it.each([
    ["smallint", "integer"],
    ["int4", "bigint"],
    ["integer[]", "bigint[]"],
    ["bigint", "numeric"],
    ["varchar(10)", "varchar(20)"],
    ["varchar(10)", "text"],
    ["char(3)", "text"],
    ["uuid", "text"],
    ["numeric(5,2)", "numeric(9,3)"],
    ["numeric(5,2)", "numeric"],
    ["real", "double precision"],
  ])("is so for %s and %s", (from, to) => {
    expect(holdsEvery(from, to)).toBe(true);
  });

  it.each([
    ["integer", "smallint"],
    ["integer", "real"],
    ["bigint", "double precision"],
    ["integer", "bigint[]"],
    ["bigint", "numeric(5)"],
    ["integer", "varchar(3)"],
    ["numeric(5,2)", "numeric(6,4)"],
    ["numeric", "numeric(9,3)"],
    ["numeric(5,2)", "numeric(5,1)"],
    ["text", "integer"],
    ["text", "varchar(300)"],
    ["timestamptz", "timestamp"],
    ["json", "jsonb"],
  ])("is not known to be so for %s and %s", (from, to) => {
    expect(holdsEvery(from, to)).toBe(false);
  });
});
