import { describe, expect, it } from "vitest";
import type { EnumType } from "../../../src/core/schema/schema.ts";
import { canonicalType, typeSql } from "../../../src/dialects/postgres/normalize/column-type.ts";
import { openPostgres } from "../../support/postgres-databases.ts";
import { saidInSql } from "../../../src/dialects/sql.ts";

const enums: readonly EnumType[] = [
  { schema: null, name: "Mood", values: ["ok"] },
  { schema: "auth", name: "role", values: ["admin"] },
  { schema: null, name: "user", values: ["a"] },
];

/** A spelling, and the one that is kept. */
const spellings = [
  ["INT", "integer"],
  ["int2", "smallint"],
  ["int4", "integer"],
  ["int8", "bigint"],
  ["serial2", "smallserial"],
  ["serial4", "serial"],
  ["serial8", "bigserial"],
  ["dec(3)", "numeric(3,0)"],
  ["float4", "real"],
  ["float8", "double precision"],
  ["char varying(3)", "varchar(3)"],
  ["national character varying(3)", "varchar(3)"],
  ["national character(3)", "char(3)"],
  ["nchar(3)", "char(3)"],
  ["timetz", "time with time zone"],
  ["decimal(10, 2)", "numeric(10,2)"],
  ["numeric(10)", "numeric(10,0)"],
  ["character varying(20)", "varchar(20)"],
  ["varchar (20)", "varchar(20)"],
  ["char", "char(1)"],
  ["character(3)", "char(3)"],
  ["bit", "bit(1)"],
  ["bit varying(3)", "varbit(3)"],
  ["float", "double precision"],
  ["float(24)", "real"],
  ["float(25)", "double precision"],
  ["timestamptz", "timestamp with time zone"],
  ["timestamptz(3)", "timestamp(3) with time zone"],
  ["timestamp (3) with time zone", "timestamp(3) with time zone"],
  ["timestamp without time zone", "timestamp"],
  ["timestamp(0) without time zone", "timestamp(0)"],
  ["time(3) with time zone", "time(3) with time zone"],
  ["time without time zone", "time"],
  ["interval day to second(3)", "interval day to second(3)"],
  ["varchar(4)[][2]", "varchar(4)[]"],
  ["integer[3]", "integer[]"],
  ["text ARRAY[4]", "text[]"],
  ["timestamp(3) with time zone[]", "timestamp(3) with time zone[]"],
  ["BOOL", "boolean"],
] as const;

describe("a type", () => {
  it.each(spellings)("said as %s is kept as %s", (spelling, kept) => {
    expect(canonicalType(spelling, [])).toBe(kept);
    expect(canonicalType(kept, [])).toBe(kept);
  });

  it("means the same to the server in both spellings", async () => {
    const connection = await openPostgres();
    for (const [spelling, kept] of spellings) {
      const columns = `CREATE TEMP TABLE t (a ${spelling}, b ${kept})`;
      const formatted =
        "SELECT DISTINCT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = 't'::regclass AND attnum > 0";
      await connection.query(saidInSql(columns));
      expect(await connection.query(formatted), spelling).toHaveLength(1);
      await connection.query("DROP TABLE t");
    }
  });

  it.each([
    ["Mood", "Mood", '"Mood"'],
    ['"Mood"[]', "Mood[]", '"Mood"[]'],
    ["public.Mood", "Mood", '"Mood"'],
    ["auth.role", "auth.role", "auth.role"],
    ['"auth"."role"', "auth.role", "auth.role"],
    ["user", "user", '"user"'],
  ])("%s of an enum is the name %s, and %s to SQL", (spelling, kept, sql) => {
    expect(canonicalType(spelling, enums)).toBe(kept);
    expect(typeSql(kept, enums)).toBe(sql);
  });

  it.each([
    ["Geo.Spot", "geo.spot"],
    ['"Geo".Spot', '"Geo".spot'],
    ['geo."Spot"', 'geo."Spot"'],
    ['"Geo"."Spot"[]', '"Geo"."Spot"[]'],
    ["Thing( 3 ,4 )", "thing(3,4)"],
  ])("%s is folded outside of quotes, as the server reads it: %s", (spelling, kept) => {
    expect(canonicalType(spelling, [])).toBe(kept);
  });
});
