import { checkedInsert } from "../core/operations/bulk-insert.ts";
import { make } from "../core/operations/make.ts";
import type { Operation, OperationKind, Operations } from "../core/operations/operations.ts";
import type { DataCalls } from "../data/calls.ts";
import type { Calls, Op, OpMode } from "../revisions/op.ts";
import type { OperationQueue } from "./queue.ts";

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
  // Its promise is the queue's own, which nobody need wait for.
  const bulkInsert = (...args: Operations["bulkInsert"]): Promise<void> =>
    target.queue.add(make.bulkInsert(...checkedInsert(...args)));
  const calls = Object.fromEntries(kinds.map((kind) => [kind, call(kind)])) as unknown as Calls;
  const op = {
    ...calls,
    bulkInsert,
    ...target.data,
    dialect: target.dialect,
    mode: target.mode,
    run: (...operations: readonly Operation[]) => target.queue.add(...operations),
    query: <R>(sql: string, params: readonly unknown[] = []) =>
      target.query(sql, params) as Promise<readonly R[]>,
  };
  return Object.defineProperty(op, "db", { get: () => target.db(), enumerable: true }) as Op;
}

const kinds = (Object.keys(make) as OperationKind[]).filter((kind) => kind !== "custom");
