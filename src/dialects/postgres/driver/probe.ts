import type { ConnectTarget } from "../../dialect.ts";

/** What a session was found to be when it was opened. */
export interface Facts {
  /** The server process that has answered, by its own word. */
  readonly pid: number;
  /** True when the server can notice that its client is gone while a statement runs. */
  readonly checks: boolean;
  /** Which limits of the server end a session or a transaction of themselves. */
  readonly limits: readonly string[];
  readonly standby: boolean;
  readonly readOnly: boolean;
  /** Pairs of the numbers of a type and of its array. */
  readonly arrays: readonly (readonly [element: number, array: number])[];
}

/** The one question by which a session is known. */
export const question = `SELECT pg_catalog.pg_backend_pid() AS pid,
  pg_catalog.version() ~ ' on [^,]*linux' AND pg_catalog.current_setting('client_connection_check_interval', true) IS NOT NULL AS checks,
  (SELECT pg_catalog.json_agg(name)
     FROM pg_catalog.unnest('{idle_in_transaction_session_timeout,idle_session_timeout,transaction_timeout}'::pg_catalog.text[]) name
    WHERE pg_catalog.current_setting(name, true) IS NOT NULL)::pg_catalog.text AS limits,
  pg_catalog.pg_is_in_recovery() AS standby,
  pg_catalog.current_setting('transaction_read_only') = 'on' AS "readOnly",
  (SELECT pg_catalog.json_agg(pg_catalog.json_build_array(t.oid::pg_catalog.int8, t.typarray::pg_catalog.int8))
     FROM pg_catalog.pg_type t WHERE t.typarray <> 0)::pg_catalog.text AS arrays`;

/** The answer to `question`. */
export function factsOf(row: Readonly<Record<string, unknown>> | undefined): Facts {
  const { pid, checks, limits, standby, readOnly, arrays } = row ?? {};
  return {
    pid: Number(pid),
    checks: checks === true,
    limits: JSON.parse(typeof limits === "string" ? limits : "[]") as Facts["limits"],
    standby: standby === true,
    readOnly: readOnly === true,
    arrays: JSON.parse(typeof arrays === "string" ? arrays : "[]") as Facts["arrays"],
  };
}

/**
 * Whether one server process serves this client and nobody else: a pooler tells its clients a number of its
 * own when they log in, since it has not chosen a server process for them yet.
 */
export function isPinned(facts: Facts, toldAtLogin: number | null | undefined): boolean {
  return toldAtLogin === facts.pid;
}

/** The settings under which we work; what a server does not know, it does without. */
export function settingsFor(target: ConnectTarget, facts: Facts): (readonly [string, string])[] {
  return [
    // A runner that was killed must not keep its locks until its last statement ends.
    ...(facts.checks ? ([["client_connection_check_interval", "500"]] as const) : []),
    ["lock_timeout", String(target.lockTimeout ?? 0)],
    ["statement_timeout", String(target.statementTimeout ?? 0)],
    // A body may take its time between two statements, and a step as long as it needs.
    ...facts.limits.map((name) => [name, "0"] as [string, string]),
  ];
}
