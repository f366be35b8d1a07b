import { describe, expect, it } from "vitest";
import { castSql } from "../../../src/dialects/postgres/cast.ts";
import { openPostgres } from "../../support/postgres-databases.ts";

const types = [
  "smallint",
  "integer",
  "bigint",
  "numeric",
  "numeric(6,2)",
  "real",
  "double precision",
  "money",
  "text",
  "varchar",
  "varchar(5)",
  "char(3)",
  "bytea",
  "uuid",
  "boolean",
  "json",
  "jsonb",
  "xml",
  "date",
  "time",
  "time with time zone",
  "timestamp",
  "timestamp(3) with time zone",
  "interval",
  "interval day to second(2)",
  "bit(3)",
  "bit(5)",
  "varbit(4)",
  "inet",
  "cidr",
  "macaddr",
  "macaddr8",
  "point",
  "line",
  "box",
  "circle",
  "tsvector",
  "int4range",
];

describe("a change of type", () => {
  it("is understood by the server between any two types, and between arrays of them", async () => {
    const connection = await openPostgres();
    const refused: string[] = [];
    for (const from of types) {
      for (const [a, b] of types.flatMap(
        (to) =>
          [
            [from, to],
            [`${from}[]`, `${to}[]`],
            [from, `${to}[]`],
            [`${from}[]`, to],
          ] as const,
      )) {
        if (a === b) continue;
        const using = castSql('"c"', a, b);
        await connection.begin();
        try {
          await connection.query(`CREATE TABLE t (c ${a})`);
          await connection.query(
            `ALTER TABLE t ALTER COLUMN c TYPE ${b}${using === null ? "" : ` USING ${using}`}`,
          );
        } catch (error) {
          refused.push(`${a} -> ${b}: ${(error as Error).message}`);
        }
        await connection.rollback();
      }
    }
    expect(refused).toEqual([]);
  });
});
