import type { Connection } from "../../dialect.ts";
import { joined, sql, type Sql } from "../../sql.ts";
import { stateOf } from "../driver/failures.ts";
import { dollarQuoted, textLiteral } from "../literal.ts";

/**
 * What a query says of temporary objects, which are gone afterwards: the JSON of its column `value`. An attempt to make
 * one that the server refuses is passed over; null when the session may make none.
 */
export async function askOfTemporary<T>(
  connection: Connection,
  attempts: readonly string[],
  query: Sql,
): Promise<T | null> {
  const guarded = attempts.map(
    (attempt) => sql`  BEGIN EXECUTE ${textLiteral(attempt)}; EXCEPTION WHEN OTHERS THEN NULL; END;`,
  );
  await connection.begin();
  try {
    await connection.query("SET TRANSACTION READ WRITE");
    await connection.query(sql`DO ${dollarQuoted(sql` BEGIN\n${joined(guarded, "\n")}\nEND `)}`);
    const [row] = await connection.query(query);
    return JSON.parse(String(row?.["value"])) as T;
  } catch (error) {
    if (refusals.has(stateOf(error) ?? "")) return null;
    throw error;
  } finally {
    await connection.rollback();
  }
}

/** No privilege, a server that only reads, one that cannot do this. */
const refusals: ReadonlySet<string> = new Set(["42501", "25006", "25001", "0A000"]);
