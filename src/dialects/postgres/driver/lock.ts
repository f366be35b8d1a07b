import { createHash } from "node:crypto";
import { lockTimeout } from "../../../core/errors/database.ts";
import type { Lock, Rows } from "../../dialect.ts";

/** What the lock needs of a session. */
interface Asking {
  query(sql: string): Promise<Rows>;
}

/**
 * Take an advisory lock of the session. It is asked for again and again, since a session that waits inside
 * `pg_advisory_lock` holds a snapshot, on which CREATE INDEX CONCURRENTLY of the holder would wait in turn.
 */
export async function lock(
  session: Asking,
  key: string,
  timeoutMs: number,
  waiting: (holder: string | null) => void,
): Promise<Lock> {
  const number = keyNumber(key);
  const deadline = performance.now() + timeoutMs;
  let told = false;
  for (let pause = 25; ; pause = Math.min(pause * 2, 1000)) {
    const [row] = await session.query(`SELECT pg_try_advisory_lock(${number}) AS taken`);
    if (row?.["taken"] === true) return { release: () => release(session, number) };
    const left = deadline - performance.now();
    if (!told || left <= 0) {
      const holder = await holderOf(session, number);
      if (left <= 0) throw lockTimeout(timeoutMs / 1000, holder);
      waiting(holder);
      told = true;
    }
    // Runners that wait for the same holder must not ask at the same moments.
    await sleep(Math.min(pause * (0.5 + Math.random() / 2), left));
  }
}

/** 64 bits of a hash of our own: `hashtext` has 32, and may change between versions of the server. */
export function keyNumber(key: string): bigint {
  return createHash("sha256").update(`mig:${key}`).digest().readBigInt64BE(0);
}

async function release(session: Asking, number: bigint): Promise<void> {
  await session.query(`SELECT pg_advisory_unlock(${number})`);
}

async function holderOf(session: Asking, number: bigint): Promise<string | null> {
  const bits = BigInt.asUintN(64, number);
  const [row] = await session.query(
    `SELECT a.pid, a.application_name AS application, coalesce(a.client_hostname, a.client_addr::text) AS host,
            extract(epoch FROM clock_timestamp() - a.query_start)::integer AS seconds, a.state
       FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND l.classid::bigint = ${bits >> 32n} AND l.objid::bigint = ${bits & 0xffffffffn}`,
  );
  if (row?.["pid"] === undefined || row["pid"] === null) return null;
  const said = [`pid ${row["pid"] as number}`];
  if (typeof row["application"] === "string" && row["application"] !== "") said.push(row["application"]);
  if (typeof row["host"] === "string") said.push(`from ${row["host"]}`);
  if (row["seconds"] !== null)
    said.push(`${row["state"] === "active" ? "busy" : "idle"} for ${row["seconds"] as number} s`);
  return said.join(", ");
}

function sleep(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, Math.max(ms, 0)));
}
