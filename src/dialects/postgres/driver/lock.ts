import { createHash } from "node:crypto";
import { lockTimeout } from "../../../core/errors/database.ts";
import { attempted, ifPossible } from "../../../core/thrown.ts";
import type { Connection, Holder, Lock } from "../../dialect.ts";
import { lockTable } from "../../lock-table.ts";
import { sql, type Sql } from "../../sql.ts";
import { identifierInFull } from "../identifiers.ts";
import { textLiteral } from "../literal.ts";
import { createLease, isLeased, isThere, leaseHolder, takeLease, type Lease } from "./lease.ts";

/** What the lock needs of a session. */
export interface Locking extends Pick<Connection, "query"> {
  /** Whether the session can keep a lock at all, as far as that is known. */
  readonly pinned: boolean;
  /** The lease under which its transactions run from now on; null when there is none. */
  leased(lease: Lease | null): void;
  /** Whether another session with the same database can be opened, to give signs of life by. */
  readonly hasObserver: boolean;
  openAnother(): Promise<Connection>;
  /** From 0 to 1. */
  random(): number;
}

/**
 * Take the runner's lock: an advisory lock of the session, where the session is ours alone and the lock is
 * found in the server's list of locks afterwards; else a lease. Each kind minds the other. It is asked for again
 * and again, since a session that waits inside `pg_advisory_lock` holds a snapshot, on which CREATE INDEX
 * CONCURRENTLY of the holder would wait in turn.
 */
export async function lock(
  session: Locking,
  key: string,
  timeoutMs: number,
  waiting: (holder: string | null) => void,
): Promise<Lock> {
  const deadline = performance.now() + timeoutMs;
  let told = false;
  let keepsLocks = session.pinned;
  for (let pause = 25; ; pause = Math.min(pause * 2, 1000)) {
    const taken = keepsLocks ? await takeOfSession(session, key) : await takeOfRow(session, key);
    if (taken === "not real") {
      keepsLocks = false;
      continue;
    }
    if (taken !== null) return taken;
    const left = deadline - performance.now();
    if (!told || left <= 0) {
      const found = await holder(session, key);
      if (left <= 0) throw lockTimeout({ seconds: timeoutMs / 1000, holder: found?.who ?? null });
      waiting(found?.who ?? null);
      told = true;
    }
    // Runners that wait for the same holder must not ask at the same moments.
    await sleep(Math.min(pause * (0.5 + session.random() / 2), left));
  }
}

/** 64 bits of a hash of our own: `hashtext` has 32, and may change between versions of the server. */
export function keyNumber(key: string): bigint {
  return createHash("sha256").update(`mig:${key}`).digest().readBigInt64BE(0);
}

/** Who holds the lock in either way; null when it is free. */
export async function holder(session: Pick<Connection, "query">, key: string): Promise<Holder | null> {
  const table = identifierInFull(lockTable(key));
  const leased = (await isThere(session, table)) ? await leaseHolder(session, table) : null;
  return leased ?? sessionHolder(session, keyNumber(key));
}

async function takeOfSession(session: Locking, key: string): Promise<Lock | "not real" | null> {
  const number = keyNumber(key);
  const table = identifierInFull(lockTable(key));
  const [row] = await session.query(
    sql`SELECT CASE WHEN pg_try_advisory_lock(${number}) THEN
       (SELECT count(*)::integer FROM pg_locks l WHERE ${ofLock(number)} AND l.pid = pg_backend_pid()) END AS found,
       to_regclass(${textLiteral(table)}) IS NOT NULL AS leases`,
  );
  const found = row?.["found"] ?? null;
  if (found === null) return null;
  const release = async (): Promise<void> => {
    await session.query(sql`SELECT pg_advisory_unlock(${number})`);
  };
  // Some engines have the function, and no such lock.
  if (found === 0) return "not real";
  if (row?.["leases"] === true && (await isLeased(session, table))) {
    await release();
    return null;
  }
  return { release };
}

async function takeOfRow(session: Locking, key: string): Promise<Lock | null> {
  const table = identifierInFull(lockTable(key));
  await createLease(session, table);
  const lease = await takeLease(session, table, keyNumber(key), session.hasObserver);
  if (lease === null) return null;
  const observer = session.hasObserver ? await ifPossible(session.openAnother()) : null;
  // Whether the lease is still ours is asked where it matters.
  const timer = setInterval(() => void attempted(observer?.query(lease.renew)), lease.beat);
  session.leased(lease);
  return {
    async release() {
      clearInterval(timer);
      session.leased(null);
      await observer?.close();
      await session.query(lease.release);
    },
  };
}

function ofLock(number: bigint): Sql {
  const bits = BigInt.asUintN(64, number);
  return sql`l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.classid::bigint = ${bits >> 32n} AND l.objid::bigint = ${bits & 0xffffffffn}`;
}

async function sessionHolder(session: Pick<Connection, "query">, number: bigint): Promise<Holder | null> {
  const [row] = await session.query(
    sql`SELECT a.pid, a.application_name AS application, coalesce(a.client_hostname, a.client_addr::text) AS host,
            extract(epoch FROM clock_timestamp() - a.query_start)::integer AS seconds, a.state
       FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE ${ofLock(number)}`,
  );
  const pid = row?.["pid"] ?? null;
  if (row === undefined || pid === null) return null;
  const said = [`pid ${String(pid)}`];
  if (typeof row["application"] === "string" && row["application"] !== "") said.push(row["application"]);
  if (typeof row["host"] === "string") said.push(`from ${row["host"]}`);
  if (row["seconds"] !== null)
    said.push(`${row["state"] === "active" ? "busy" : "idle"} for ${row["seconds"] as number} s`);
  return {
    who: said.join(", "),
    async free() {
      const [ended] = await session.query(sql`SELECT pg_terminate_backend(${Number(pid)}) AS done`);
      return ended?.["done"] === true;
    },
  };
}

function sleep(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, Math.max(ms, 0)));
}
