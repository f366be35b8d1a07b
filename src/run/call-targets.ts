import { AsyncLocalStorage } from "node:async_hooks";
import { make } from "../core/operations/make.ts";
import type { Operation } from "../core/operations/operations.ts";
import type { Schema } from "../core/schema/schema.ts";
import { dataCallsOf, type DataCalls, type Run } from "../data/data-calls.ts";
import type { DataSession } from "../data/session.ts";
import { unguarded } from "./loss-guard.ts";
import { createQueue, type OperationQueue } from "./queue.ts";
import type { StepContext } from "./step-entry.ts";
import type { StepTransport, Watched } from "./transport.ts";

/** Where calls of `op` go. */
export interface CallTarget {
  readonly queue: OperationQueue;
  readonly dataCalls: DataCalls;
}

/** Where the calls of a step go: to the step itself, or to the batch of rows whose function makes them. */
export interface CallTargets extends Pick<DataSession, "inOrder" | "within"> {
  readonly step: CallTarget;
  /** The target of a call that is made now. */
  readonly current: () => CallTarget;
  /** Make sure that the step's transaction is open, if it has one. */
  readonly begin: () => Promise<void>;
  /** Whether foreign keys must not be enforced during a statement, since it drops a table that others refer to. */
  readonly dropsParents: (sql: string) => Promise<boolean>;
}

/** The targets of one attempt at a step. */
export function createCallTargets(
  { dialect, connection, scope, fold }: StepContext,
  { transport, guard }: Watched<StepTransport>,
): CallTargets {
  // Where tables are recreated it matters which others refer to them, ours or not.
  const seen = dialect.traits.rebuilds ? { ...scope, tables: null } : scope;
  const structure = (): Promise<Schema> => dialect.introspect(connection, seen);
  const begin = (): Promise<void> => transport.begin({ foreignKeysOff: false });
  const targetFor = (
    run: StepTransport["run"],
    dataCalls: DataCalls,
    skips: (operation: Operation) => boolean,
  ): CallTarget => ({
    dataCalls,
    queue: createQueue(dialect, {
      async structure(reshapes) {
        await transport.begin({ foreignKeysOff: reshapes && dialect.traits.rebuilds });
        return structure();
      },
      run,
      recreatesEnums: transport.recreatesEnums,
      stays: transport.stays,
      ...(fold === null ? {} : { fold }),
      skips,
      ...(guard === unguarded ? {} : { guard: (operation, held) => guard.before(operation, held) }),
    }),
  });
  const step = targetFor(
    (statements, operations) => transport.run(statements, operations),
    transport.dataCalls,
    (operation) => {
      const skips = transport.skips?.(operation) === true;
      if (skips) guard.passed(operation);
      return skips;
    },
  );
  const batches = new AsyncLocalStorage<CallTarget>();
  const current = (): CallTarget => batches.getStore() ?? step;
  return {
    step,
    current,
    begin,
    async dropsParents(sql) {
      const asked = make.execute(sql);
      if (!dialect.readsSchema(asked)) return false;
      return dialect.compile([asked], await structure()).some(({ foreignKeysOff }) => foreignKeysOff);
    },
    inOrder(work) {
      const { queue, dataCalls } = current();
      return queue.after(async () => {
        await begin();
        return work(dataCalls);
      });
    },
    async within(run: Run, work) {
      const target = targetFor(run, dataCallsOf(run, begin), () => false);
      try {
        return await batches.run(target, work);
      } finally {
        // Also after an error: one of a call that was not awaited came first and is the cause.
        await target.queue.drain();
      }
    },
  };
}
