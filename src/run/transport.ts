import { AsyncLocalStorage } from "node:async_hooks";
import { dirname, resolve } from "node:path";
import { notAwaited } from "../core/errors/run.ts";
import type { Step } from "../core/graph/plan.ts";
import type { Revision } from "../core/graph/revision.ts";
import { make } from "../core/operations/make.ts";
import type { Operation } from "../core/operations/operations.ts";
import type { Rows, Statement } from "../dialects/dialect.ts";
import { drizzleHandle } from "../drizzle/handle.ts";
import { liveCalls } from "../data/calls.ts";
import { dataCallsOf, type DataCalls } from "../data/data-calls.ts";
import type { DataSession } from "../data/session.ts";
import type { LoadedRevision } from "../revisions/load.ts";
import type { Op } from "../revisions/op.ts";
import type { Asked } from "./asked.ts";
import { createOp } from "./op.ts";
import type { StepGuard } from "./loss-guard.ts";
import { createQueue, type OperationQueue } from "./queue.ts";
import { watchRebuilds, type RebuildWatch } from "./rebuilt-tables.ts";
import { noticingSideEffects, withoutSideEffects } from "./side-effects.ts";
import type { StepContext } from "./step-entry.ts";
import { createSender, type Sender } from "./unseen.ts";

/** What an attempt at a step has to do differently, found out by an attempt before it. */
export interface Attempt {
  /** SQLite: a table is rebuilt after data was read, so enforcement must be off from the start. */
  readonly foreignKeysOff: boolean;
  /** PostgreSQL: a label of an enum is used in the step that adds it, so the type must be recreated. */
  readonly recreatesEnums: boolean;
}

/** Thrown to roll a step back and begin it again; never reaches a user. */
export class BeginAgain {
  readonly attempt: Attempt;

  constructor(attempt: Attempt) {
    this.attempt = attempt;
  }
}

/** One attempt at a step on a live database. */
interface StepSession {
  readonly op: Op;
  /** Run what is left of the queue; throws the first error of the step. */
  drain(): Promise<void>;
}

/** How the statements of a step reach the database. */
export interface StepTransport {
  /** Make sure that the step's transaction is open, if it has one. */
  begin(options: { readonly foreignKeysOff: boolean }): Promise<void>;
  run(statements: readonly Statement[], operations: readonly Operation[]): Promise<void>;
  /** Do something while foreign keys are not enforced. */
  unguarded<T>(work: () => Promise<T>): Promise<T>;
  /** True when the operation, next in order, was done by an earlier attempt. */
  skips?(operation: Operation): boolean;
  /** The data calls of the step. */
  readonly dataCalls: DataCalls;
  /** Refuses a statement of `op.query` that the step must not run. */
  check(sql: string): void;
  /** The statements of `op.query` and of Drizzle outside of batches; null where nothing need be known of them. */
  readonly asked: Asked | null;
  /** Told of a statement of Drizzle before it is sent where nothing can come between. */
  sending(): void;
  readonly recreatesEnums: boolean;
  /** What is run is there to stay, whatever becomes of the step. */
  readonly stays: boolean;
}

/** Where the calls of a step go: to the step itself, or to the batch of rows whose function makes them. */
interface CallTarget {
  readonly queue: OperationQueue;
  readonly dataCalls: DataCalls;
}

/** A transport, who watches over what goes over it, and through whom it is sent. */
export interface Watched<T extends StepTransport> {
  readonly transport: T;
  readonly guard: StepGuard;
  readonly sender: Sender;
}

/** The transport of one attempt at a step, watched over. */
export function watchedTransport<T extends StepTransport>(
  context: StepContext,
  step: Step,
  revision: LoadedRevision,
  open: (sender: Sender) => T,
): Watched<T> {
  const guard = context.guard.step(step, revision);
  const sender = createSender(context, guard);
  return { transport: open(sender), guard, sender };
}

/** Run the body of a revision; ends when all that it asked for is done, awaited or not. */
export async function runBody(
  context: StepContext,
  step: Step,
  revision: LoadedRevision,
  { transport, guard, sender }: Watched<StepTransport>,
): Promise<void> {
  const body = revision.body(step.direction, context.dialect.name);
  const rebuilds = context.mode === "live" ? watchRebuilds(context, step) : null;
  const session = openStepSession(
    context,
    { transport, guard: watching(guard, rebuilds), sender },
    step.revision,
  );
  try {
    await called(context, () => body(session.op));
  } catch (error) {
    // An error of a call that was not awaited came first; it is the cause.
    await session.drain();
    guard.stop();
    throw error;
  }
  await session.drain();
  guard.end();
  await rebuilds?.end();
}

/** The guard, and what else is to be seen before anything is sent. */
function watching(guard: StepGuard, rebuilds: RebuildWatch | null): StepGuard {
  if (rebuilds === null) return guard;
  return {
    ...guard,
    before(operation, held) {
      const [guarded, watched] = [guard.before(operation, held), rebuilds.before(operation, held)];
      return watched === null ? guarded : Promise.all([guarded, watched]).then(() => undefined);
    },
  };
}

/** A copy keeps a body from its side effects; on the database itself somebody may want to know of them. */
function called({ mode, besides }: StepContext, body: () => unknown): Promise<unknown> {
  if (mode === "replay") return withoutSideEffects(body);
  return besides === null ? Promise.resolve(body()) : noticingSideEffects(besides, body);
}

/** The `op` of a step, live: operations run in the step's transaction as they are called. */
function openStepSession(
  context: StepContext,
  { transport, guard, sender }: Watched<StepTransport>,
  { id, path }: Revision,
): StepSession {
  const { dialect, connection, scope, root } = context;
  const begin = (): Promise<void> => transport.begin({ foreignKeysOff: false });
  // Where tables are recreated it matters which others refer to them, ours or not.
  const seen = dialect.traits.rebuilds ? { ...scope, tables: null } : scope;
  const targetFor = (
    run: StepTransport["run"],
    dataCalls: DataCalls,
    skips: (operation: Operation) => boolean,
  ): CallTarget => ({
    dataCalls,
    queue: createQueue(dialect, {
      async structure(reshapes) {
        await transport.begin({ foreignKeysOff: reshapes && dialect.traits.rebuilds });
        return dialect.introspect(connection, seen);
      },
      run,
      recreatesEnums: transport.recreatesEnums,
      stays: transport.stays,
      ...(context.fold === null ? {} : { fold: context.fold }),
      skips,
      guard: (operation, held) => guard.before(operation, held),
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
  const here = (): CallTarget => batches.getStore() ?? step;
  const session: DataSession = {
    ...context,
    inOrder(work) {
      context.called(id, null);
      const { queue, dataCalls } = here();
      return queue.after(async () => {
        await begin();
        return work(dataCalls);
      });
    },
    async within(run, work) {
      const target = targetFor(run, dataCallsOf(run, begin), () => false);
      try {
        return await batches.run(target, work);
      } finally {
        // Also after an error: one of a call that was not awaited came first and is the cause.
        await target.queue.drain();
      }
    },
  };
  const dropsParents = async (sql: string): Promise<boolean> => {
    const asked = make.execute(sql);
    if (!dialect.readsSchema(asked)) return false;
    const structure = await dialect.introspect(connection, seen);
    return dialect.compile([asked], structure).some(({ foreignKeysOff }) => foreignKeysOff);
  };
  let handle: unknown;
  const { asked: recorder } = transport;
  /** A driver that answers at once cannot wait for what was held back. */
  const atOnce = <T>(work: () => T): T => {
    if (step.queue.releasing) throw notAwaited();
    return work();
  };
  /** The client for Drizzle, whose statements outside of batches are recorded in their order. */
  const relayed =
    recorder === null || connection.relayed === undefined
      ? null
      : (): unknown =>
          connection.relayed?.({
            later: (asked, send) =>
              here() === step ? step.queue.inTurn(() => recorder.relay.later(asked, send)) : send(),
            now: (asked, send, together) =>
              here() === step ? atOnce(() => recorder.relay.now(asked, send, together)) : send(),
          });
  const op = createOp({
    dialect: dialect.name,
    mode: context.mode,
    queue: {
      add(operation) {
        context.called(id, operation);
        return here().queue.add(operation);
      },
    },
    query(sql, params) {
      context.called(id, null);
      const target = here();
      const asked = target === step ? transport.asked : null;
      return target.queue.after(async (): Promise<Rows> => {
        const answer = asked?.answer(sql, params) ?? null;
        if (answer !== null) {
          guard.passed(make.execute(sql));
          return answer;
        }
        transport.check(sql);
        await guard.before(make.execute(sql), null);
        await begin();
        const send = (): Promise<Rows> => sender.query(sql, params);
        const unguarded = await dropsParents(sql);
        if (asked !== null) return asked.ask({ sql, params, send, unguarded });
        return unguarded ? transport.unguarded(send) : send();
      });
    },
    db() {
      context.called(id, null);
      const { queue } = here();
      if (queue.busy) throw notAwaited();
      // Both send their statements before they return, so Drizzle's own come after them.
      void begin();
      queue.release();
      handle ??= drizzleHandle(dialect.name, relayed?.() ?? connection.client, root, {
        ...(connection.driver === undefined ? {} : { driver: connection.driver }),
        // Drizzle tells it before it sends the statement.
        logQuery(sql) {
          guard.blindly(sql);
          if (here() === step && relayed === null) transport.sending();
        },
      });
      return handle;
    },
    data: liveCalls(session, dirname(resolve(root, path))),
  });
  return { op, drain: () => step.queue.drain() };
}
