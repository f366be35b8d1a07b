import { saidInSql, sql } from "../../../src/dialects/sql.ts";
import { describe, expect, it } from "vitest";
import type { Connection } from "../../../src/dialects/dialect.ts";
import { castSql } from "../../../src/dialects/postgres/ddl/cast.ts";
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
    for (const from of types.flatMap((type) => [type, `${type}[]`])) {
      const goals = types.flatMap((type) => [type, `${type}[]`]).filter((to) => to !== from);
      // All at once, since that is quick; one by one only to say which was refused.
      if ((await refusal(connection, from, goals)) === null) continue;
      for (const to of goals) {
        const message = await refusal(connection, from, [to]);
        if (message !== null) refused.push(`${from} -> ${to}: ${message}`);
      }
    }
    expect(refused).toEqual([]);
  });
});

/** Why a table's columns of one type cannot be changed to others; null when they can. */
async function refusal(
  connection: Connection,
  from: string,
  goals: readonly string[],
): Promise<string | null> {
  const changes = goals.map((to, at) => {
    const using = castSql(sql`c${at}`, saidInSql(from), saidInSql(to));
    return `ALTER COLUMN c${at} TYPE ${to}${using === null ? "" : ` USING ${using}`}`;
  });
  await connection.begin();
  try {
    await connection.query(
      saidInSql(`CREATE TABLE t (${goals.map((_, at) => `c${at} ${from}`).join(", ")})`),
    );
    await connection.query(saidInSql(`ALTER TABLE t ${changes.join(", ")}`));
    return null;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await connection.rollback();
  }
}
