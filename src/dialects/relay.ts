import type { Rows, Statement } from "./dialect.ts";

/** A statement that Drizzle sends over a client. */
export interface Relayed<T> {
  readonly sql: string;
  readonly params: readonly unknown[];
  /** True within a transaction that was begun over the client. */
  readonly nested: boolean;
  /** What it gave as plain data. */
  readonly keep: (given: T) => unknown;
  /** The same, as the driver gives it. */
  readonly revive: (kept: unknown) => T;
}

/** Stands between Drizzle and a session: sends a statement, or gives what it has given before. */
export interface Relay {
  later<T>(statement: Relayed<T>, send: () => Promise<T>): Promise<T>;
  /** Over a driver that answers at once. */
  now<T>(statement: Relayed<T>, send: () => T, session: AtOnce): T;
}

/** What a session can do whose driver answers at once. */
export interface AtOnce {
  /** Do something, and the statements that follow from it, in one transaction: the one that is open, or one of their own. */
  together<T>(work: () => T, then: (given: T) => readonly Statement[]): T;
  ask(statement: Statement): Rows;
}
