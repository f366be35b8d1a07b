import { hostname } from "node:os";
import type { Connection, Holder } from "../../dialect.ts";
import { lockLost } from "../../../core/errors/database.ts";
import { sql, type Sql } from "../../sql.ts";
import { textLiteral } from "../literal.ts";
import { stateOf } from "./failures.ts";

/**
 * A lock for sessions that may not keep one: a row with its owner, a token that grows with each owner, and
 * the time at which it lapses by the server's clock. It is renewed again and again by a second session.
 */
export interface Lease {
  /** Fails in a transaction that another owner has overtaken, and keeps others from overtaking it meanwhile. */
  readonly fence: Sql;
  /** Makes it last from now on; gives a row when it is still ours. */
  readonly renew: Sql;
  /** The same before a statement of any length that no transaction guards. */
  readonly renewBare: Sql;
  readonly release: Sql;
  /** How often to renew it, in milliseconds. */
  readonly beat: number;
}

/** Seconds until a lease lapses whose owner gives no sign of life. */
const leaseSeconds = 10;

/** The SQLSTATE by which the fence fails. */
const overtaken = "MG001";

/** Whether there is a table of leases. */
export async function isThere(session: Pick<Connection, "query">, table: Sql): Promise<boolean> {
  const [row] = await session.query(sql`SELECT to_regclass(${textLiteral(table)}) IS NOT NULL AS there`);
  return row?.["there"] === true;
}

/** Make the table of the lease where it is missing; others may do the same at this moment. */
export async function createLease(session: Pick<Connection, "query">, table: Sql): Promise<void> {
  if (await isThere(session, table)) return;
  try {
    await session.query(
      sql`CREATE TABLE IF NOT EXISTS ${table} (id integer NOT NULL PRIMARY KEY CHECK (id = 1), owner text, token bigint NOT NULL, heartbeat timestamptz, expires_at timestamptz NOT NULL)`,
    );
  } catch (error) {
    if (!["23505", "42P07", "42710"].includes(stateOf(error) ?? "") || !(await isThere(session, table)))
      throw error;
  }
}

/** Take the lease when it is free and no session has the lock of sessions; null when another has it. */
export async function takeLease(
  session: Pick<Connection, "query">,
  table: Sql,
  lock: bigint,
  hasBeat: boolean,
): Promise<Lease | null> {
  await session.query(
    sql`INSERT INTO ${table} (id, token, expires_at) SELECT 1, 0, '-infinity' WHERE NOT EXISTS (SELECT FROM ${table}) ON CONFLICT DO NOTHING`,
  );
  // Nobody waits here: who waits keeps a session of the pooler, which the owner may need.
  const [row] = await session.query(
    sql`WITH free AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(${lock}) AS yes)
     UPDATE ${table} SET owner = ${textLiteral(self())}, token = token + 1, heartbeat = clock_timestamp(), expires_at = ${until(leaseSeconds)}
      WHERE id = (SELECT l.id FROM ${table} l, free WHERE free.yes AND l.expires_at < clock_timestamp() FOR UPDATE OF l SKIP LOCKED)
     RETURNING token::text`,
  );
  const token = row?.["token"];
  if (token === undefined) return null;
  const mine = sql`token = ${textLiteral(String(token))}::bigint`;
  const renewFor = (seconds: number): Sql =>
    sql`UPDATE ${table} SET heartbeat = clock_timestamp(), expires_at = ${until(seconds)}
      WHERE id = (SELECT id FROM ${table} WHERE ${mine} FOR UPDATE SKIP LOCKED) RETURNING id`;
  return {
    fence: sql`DO $mig$ BEGIN PERFORM FROM ${table} WHERE ${mine} FOR UPDATE; IF NOT FOUND THEN RAISE EXCEPTION 'the lock was overtaken' USING ERRCODE = '${overtaken}'; END IF; END $mig$`,
    renew: renewFor(leaseSeconds),
    // Without signs of life it must last as long as such a statement may.
    renewBare: renewFor(hasBeat ? leaseSeconds : 3600),
    release: sql`UPDATE ${table} SET owner = NULL, expires_at = '-infinity' WHERE ${mine}`,
    beat: (leaseSeconds * 1000) / 3,
  };
}

/** Whether a lease is held, by its time or by a transaction of its owner. */
export async function isLeased(session: Pick<Connection, "query">, table: Sql): Promise<boolean> {
  const [row] = await session.query(
    sql`SELECT EXISTS (SELECT FROM ${table}) AS there, (SELECT id FROM ${table} WHERE expires_at < clock_timestamp() FOR UPDATE SKIP LOCKED) AS free`,
  );
  return row?.["there"] === true && row["free"] === null;
}

/** Who holds the lease; null when nobody does. */
export async function leaseHolder(session: Pick<Connection, "query">, table: Sql): Promise<Holder | null> {
  const [row] = await session.query(
    sql`SELECT owner, token::text, extract(epoch FROM clock_timestamp() - heartbeat)::integer AS seconds FROM ${table} WHERE owner IS NOT NULL`,
  );
  if (row === undefined) return null;
  return {
    who: `${String(row["owner"])}, last heard of ${String(row["seconds"])} s ago`,
    async free() {
      const rows = await session.query(
        sql`UPDATE ${table} SET owner = NULL, token = token + 1, expires_at = '-infinity'
          WHERE id = (SELECT id FROM ${table} WHERE token = ${textLiteral(String(row["token"]))}::bigint FOR UPDATE SKIP LOCKED) RETURNING id`,
      );
      return rows.length > 0;
    },
  };
}

/** The error of a statement, where it is the fence that failed. */
export function overtakenOf(error: unknown): unknown {
  return stateOf(error) === overtaken ? lockLost(error) : error;
}

function until(seconds: number): Sql {
  return sql`clock_timestamp() + interval '${seconds} s'`;
}

function self(): string {
  return `pid ${process.pid} on ${hostname()}`;
}
