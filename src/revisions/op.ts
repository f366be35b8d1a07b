import type { Operation, Operations } from "../core/operations/operations.ts";
import type { TableSpec } from "../core/operations/spec.ts";
import type { DataCalls } from "../data/calls.ts";

/** Every operation as a call that is carried out in the order of the calls. */
export type Calls = {
  readonly [K in Exclude<keyof Operations, "custom">]: (...args: Operations[K]) => Promise<void>;
};

/** What a revision is given: every operation as a call, and ways to read and write data. */
export interface Op extends Omit<Calls, "createTable">, DataCalls {
  /** Create a table with its columns and constraints. */
  createTable<const Name extends string, const Used extends Name = Name>(
    table: TableSpec<Name, Used>,
  ): Promise<void>;
  /** The database that the step runs on. */
  readonly dialect: "postgresql" | "sqlite";
  /**
   * What the body is run for: `live` on the database itself, `script` for the text of `--sql`, `replay` on a copy
   * that is thrown away. Mail is sent, and other systems are called, in `live` alone.
   */
  readonly mode: OpMode;
  /** Carry out operations that were made elsewhere, see `defineOperation`. */
  run(...operations: readonly Operation[]): Promise<void>;
  /** Rows of a query in the step's own transaction. */
  query<R = Readonly<Record<string, unknown>>>(
    sql: string,
    params?: readonly unknown[],
  ): Promise<readonly R[]>;
  /**
   * A Drizzle database over the step's own transaction; a `BetterSQLite3Database` or a
   * `PostgresJsDatabase` of the project's drizzle-orm.
   */
  // Its type depends on the dialect and on the project's version of Drizzle, which revisions outlive.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly db: any;
}

/** What a body is run for. */
export type OpMode = "live" | "script" | "replay";
