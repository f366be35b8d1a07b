import { setTimeout as sleep } from "node:timers/promises";
import { databaseBusy } from "../../../core/errors/database.ts";
import type { FailedStatement } from "../../../core/errors/failed-statement.ts";
import type { MigError } from "../../../core/errors.ts";
import { ifPossible } from "../../../core/thrown.ts";
import type { Connection, Patience, Rows } from "../../dialect.ts";
import { stateOf } from "./failures.ts";
import { type Sql, sql } from "../../sql.ts";

/** lock_not_available: what others do now, and will have done soon. */
const busy = "55P03";
/**
 * serialization_failure, deadlock_detected: only a transaction that begins later sees what others have done, or has let
 * go of what they wait for.
 */
const givenUp: ReadonlySet<string> = new Set(["40001", "40P01"]);

/** Whether a statement failed only because of what others were doing; `inPlace`: and would not fail again in its transaction. */
export function isBusy(error: unknown, inPlace: boolean): error is MigError {
  const state = stateOf(error) ?? "";
  return state === busy || (givenUp.has(state) && !inPlace);
}

/** The waiting of one connection for locks that others hold. */
export interface Waiting {
  /** Do something that may have to wait; whoever it waits for is reported. */
  watched<T>(pid: number | null, work: () => Promise<T>): Promise<T>;
  /** Wait before the next attempt; throws database-busy when there has been enough of them. */
  pause(error: MigError, limitMs: number): Promise<void>;
  /** It is done: the next waiting counts from its own beginning. */
  over(): void;
  close(): Promise<void>;
}

/** Nothing is asked or opened before something has waited for half of the time that a lock may take. */
export function createWaiting(
  patience: Patience,
  lockTimeout: number,
  openAnother: (() => Promise<Connection>) | null,
): Waiting {
  let since: number | null = null;
  let attempts = 0;
  let blockers: string | null = null;
  let observer: Promise<Connection | null> | null = null;
  const ask = async (pid: number): Promise<void> => {
    const connection = await (observer ??=
      openAnother === null ? Promise.resolve(null) : ifPossible(openAnother()));
    const rows = connection === null ? null : await ifPossible(connection.query(blockersOf(pid)));
    const found = textOf(rows ?? []);
    if (found === "") return;
    if (blockers === null) patience.report(`Waiting for a lock that others hold: ${found}`);
    blockers = found;
  };
  return {
    async watched(pid, work) {
      const timer =
        pid === null || openAnother === null || lockTimeout === 0
          ? null
          : setTimeout(() => void ask(pid), lockTimeout / 2);
      try {
        return await work();
      } finally {
        if (timer !== null) clearTimeout(timer);
      }
    },
    async pause(error, limitMs) {
      since ??= performance.now() - lockTimeout;
      attempts += 1;
      // Longer and longer: while we wait for a lock, all who come after us wait too.
      const next = Math.min(100 * 2 ** attempts, 5000) * (0.5 + patience.random());
      const waited = performance.now() - since;
      if (waited + next > limitMs)
        throw databaseBusy(
          error.details as unknown as FailedStatement,
          { waited, attempts, blockers },
          error,
        );
      if (attempts === 2 && blockers === null) patience.report("Waiting for a lock that others hold.");
      await sleep(next);
    },
    over() {
      since = null;
      attempts = 0;
      blockers = null;
    },
    async close() {
      await (await observer)?.close();
    },
  };
}

function blockersOf(pid: number): Sql {
  return sql`SELECT a.pid, a.application_name AS application, a.usename AS role, a.state,
    extract(epoch FROM clock_timestamp() - coalesce(a.xact_start, a.query_start))::integer AS seconds, left(a.query, 200) AS query
    FROM unnest(pg_blocking_pids(${pid})) AS b(pid) JOIN pg_stat_activity a ON a.pid = b.pid ORDER BY a.xact_start LIMIT 3`;
}

function textOf(rows: Rows): string {
  return rows
    .map(({ pid, application, role, state, seconds, query }) => {
      const who = [application, role].filter((word) => typeof word === "string" && word !== "").join(", ");
      const text = String(query ?? "").replaceAll(/\s+/gu, " ");
      return `pid ${String(pid)}${who === "" ? "" : ` (${who})`}, ${String(state)}, in a transaction for ${String(seconds)} s: ${text}`;
    })
    .join("; ");
}
