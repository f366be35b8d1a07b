import { checkedInsert } from "../core/operations/bulk-insert.ts";
import { make } from "../core/operations/make.ts";
import type { Operation, OperationKind, Operations } from "../core/operations/operations.ts";
import type { DataCalls } from "../data/calls.ts";
import type { OperationQueue } from "./queue.ts";

/** Every operation as a call that is carried out in the order of the calls. */
export type Calls = {
  readonly [K in Exclude<keyof Operations, "custom">]: (...args: Operations[K]) => Promise<void>;
};

/** What a revision is given: every operation as a call, and ways to read and write data. */
export interface Op extends Calls, DataCalls {
  /** The database that the step runs on. */
  readonly dialect: "postgresql" | "sqlite";
  /**
   * What the body is run for: `live` on the database itself, `script` for the text of `--sql`, `replay` on a copy
   * that is thrown away. Mail is sent, and other systems are called, in `live` alone.
   */
  readonly mode: OpMode;
  /** Carry out an operation that was made elsewhere, see `defineOperation`. */
  run(operation: Operation): Promise<void>;
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

/** What stands behind an `op`. */
export interface OpTarget {
  readonly dialect: "postgresql" | "sqlite";
  readonly mode: OpMode;
  readonly queue: Pick<OperationQueue, "add">;
  query(sql: string, params: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>;
  db(): unknown;
  readonly data: DataCalls;
}

/** The `op` of one step. */
export function createOp(target: OpTarget): Op {
  const call =
    (kind: OperationKind) =>
    (...args: readonly unknown[]): Promise<void> => {
      const operation = (make[kind] as (...args: readonly unknown[]) => Operation)(...args);
      return target.queue.add(operation);
    };
  const bulkInsert = async (...args: Operations["bulkInsert"]): Promise<void> =>
    target.queue.add(make.bulkInsert(...checkedInsert(...args)));
  const calls = Object.fromEntries(kinds.map((kind) => [kind, call(kind)])) as unknown as Calls;
  const op = {
    ...calls,
    bulkInsert,
    ...target.data,
    dialect: target.dialect,
    mode: target.mode,
    run: (operation: Operation) => target.queue.add(operation),
    query: <R>(sql: string, params: readonly unknown[] = []) =>
      target.query(sql, params) as Promise<readonly R[]>,
  };
  return Object.defineProperty(op, "db", { get: () => target.db(), enumerable: true }) as Op;
}

const kinds = (Object.keys(make) as OperationKind[]).filter((kind) => kind !== "custom");
