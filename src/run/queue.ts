import { calledTooLate } from "../core/errors/run.ts";
import { applyOperation } from "../core/operations/apply.ts";
import { requireForm } from "../core/operations/call-form.ts";
import { make } from "../core/operations/make.ts";
import type { Operation } from "../core/operations/operations.ts";
import { seesData } from "../core/operations/subject.ts";
import { enumOf } from "../core/schema/lookup.ts";
import { emptySchema, type Schema } from "../core/schema/schema.ts";
import { unheard } from "../core/thrown.ts";
import type { Dialect, Statement } from "../dialects/dialect.ts";
import type { Fold } from "./fold.ts";
import type { HeldBack } from "./loss-guard.ts";

/** Where the statements of operations go: a database, a script, nowhere. */
export interface Sink {
  /**
   * The structure as it is now; asked for only when an operation cannot be compiled without it. `reshapes`: it
   * is one that may have a table recreated.
   */
  structure(reshapes: boolean): Promise<Schema>;
  /** Run the statements of the operations. */
  run(statements: readonly Statement[], operations: readonly Operation[]): Promise<void>;
  /** True when the operation, next in order, was done by an earlier attempt. */
  skips?(operation: Operation): boolean;
  /** Look at an operation before anything of it is run; null where there is nothing to wait for. Absent where nobody looks. */
  guard?(operation: Operation, held: HeldBack | null): Promise<void> | null;
  /** Where the operations of an empty database are put together; absent where they are run as they come. */
  readonly fold?: Fold;
  /** What is run is there to stay, so that no operation is compiled together with one that sees its result. */
  readonly stays?: boolean;
  /** Recreate an enumerated type where a label is added, so that the label can be used at once. */
  readonly recreatesEnums?: boolean;
}

/** Carries operations out in the order in which they were given, awaited or not. */
export interface OperationQueue {
  add(...operations: readonly Operation[]): Promise<void>;
  /** Run `work` after everything that was added before, and before everything after. */
  after<T>(work: () => Promise<T>): Promise<T>;
  /** The same for what keeps an order of its own: nobody is too early for it, and its failure is left to its caller. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** Wait until all is done, and take nothing more; throws the first error, also of a call that nobody awaited. */
  drain(): Promise<void>;
  /** True while something that was added has not ended. */
  readonly busy: boolean;
  /** True while something that was released has not ended. */
  readonly releasing: boolean;
  /** Begin what is held back without waiting for it: its statements are sent before the call returns. */
  release(): void;
}

/**
 * A queue for one step. Operations that must see the structure (a table rebuild, a type change) are held
 * back until something else is asked for, so that neighbours are compiled together: several changes of a
 * table become one rebuild. They are checked against the structure when they are added.
 */
export function createQueue(dialect: Dialect, sink: Sink): OperationQueue {
  let held: { readonly before: Schema; after: Schema; readonly operations: Operation[] } | null = null;
  let tail: Promise<unknown> | null = null;
  let running = 0;
  let releasing = 0;
  let failure: { readonly error: unknown } | null = null;
  let closed = false;

  const enqueue = <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) return Promise.reject(calledTooLate());
    running += 1;
    const result = tail === null || running === 1 ? attempt(work) : tail.then(() => attempt(work));
    // The error goes to its caller; the next call only waits for its end.
    tail = result.catch(() => undefined);
    return result;
  };
  // After a failure nothing more may run, whoever caught the error.
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      if (failure !== null) throw failure.error;
      return await work();
    } catch (error) {
      failure ??= { error };
      throw error;
    } finally {
      running -= 1;
    }
  };
  const flush = async (): Promise<void> => {
    if (held === null) return;
    const { before, operations } = held;
    held = null;
    await sink.run(dialect.compile(operations, before), operations);
  };
  // Only a rebuild is made for several at once.
  const holds = sink.stays !== true || dialect.traits.rebuilds;
  const accept = async (operation: Operation): Promise<void> => {
    requireForm(operation);
    if (sink.skips?.(operation) === true) return;
    const looked = sink.guard?.(operation, held) ?? null;
    if (looked !== null) await looked;
    if (sink.fold?.take(operation) === true) return;
    if (sink.fold?.holds === true) await sink.fold.make();
    const looks = dialect.readsSchema(operation);
    if (sink.stays === true && held !== null && seesData(operation)) await flush();
    // What is held stays together as long as nothing comes between that could look at the data.
    if (!seesData(operation) && (looks || held !== null) && holds) {
      if (held === null) {
        const before = await sink.structure(true);
        // What is there to stay, and is no rebuild, gains nothing by waiting for others.
        const alone = sink.stays === true ? dialect.compile([operation], before) : null;
        if (alone?.every(({ foreignKeysOff }) => !foreignKeysOff) === true)
          return sink.run(alone, [operation]);
        held = { before, after: before, operations: [] };
      }
      held.operations.push(sink.recreatesEnums === true ? recreation(operation, held.after) : operation);
      held.after = applyOperation(held.after, operation);
      return;
    }
    if (held === null) {
      const before = looks ? await sink.structure(false) : emptySchema;
      return sink.run(dialect.compile([operation], before), [operation]);
    }
    // What is held must know what comes next: a new label of an enum that is used at once is added in another way.
    held.operations.push(operation);
    await flush();
  };

  /** Several of one call: what nobody need look at, nor at the structure for it, is sent together. */
  const acceptAll = async (operations: readonly Operation[]): Promise<void> => {
    const unwatched = sink.guard === undefined && sink.fold === undefined && sink.stays !== true;
    let together: Operation[] = [];
    const send = (): Promise<void> => {
      const sent = together;
      together = [];
      return sink.run(dialect.compile(sent, emptySchema), sent);
    };
    for (const operation of operations) {
      if (unwatched && held === null && !dialect.readsSchema(operation)) {
        requireForm(operation);
        together.push(operation);
      } else {
        if (together.length > 0) await send();
        await accept(operation);
      }
    }
    if (together.length > 0) await send();
  };

  const after = <T>(work: () => Promise<T>): Promise<T> =>
    unheard(
      enqueue(async () => {
        if (sink.fold?.holds === true) await sink.fold.make();
        if (held !== null) await flush();
        return work();
      }),
    );

  return {
    add: (...operations) => unheard(enqueue(() => acceptAll(operations))),
    after,
    async inTurn<T>(work: () => Promise<T>): Promise<T> {
      releasing += 1;
      try {
        const outcome = await after(() =>
          work().then(
            (value) => ({ value }),
            (error: unknown) => ({ error }),
          ),
        );
        if ("error" in outcome) throw outcome.error;
        return outcome.value;
      } finally {
        releasing -= 1;
      }
    },
    async drain() {
      try {
        await enqueue(flush);
        // What a call that was not awaited has led to comes after it, and may lead to more.
        const busy = (): boolean => running > 0;
        while (busy()) await enqueue(flush);
      } finally {
        closed = true;
      }
    },
    get releasing() {
      return releasing > 0;
    },
    get busy() {
      return running > releasing;
    },
    release() {
      if (closed) throw calledTooLate();
      const { fold } = sink;
      const send = fold?.holds === true ? (): Promise<void> => fold.make() : held === null ? null : flush;
      if (send === null) return;
      // What was released was sent before this returns, so that nobody need wait for it to end.
      releasing += 1;
      void unheard(enqueue(send).finally(() => (releasing -= 1)));
    },
  };
}

/** The operation that gives a type all its labels, recreated, in the place of one that adds a label. */
function recreation(operation: Operation, before: Schema): Operation {
  if (operation.kind !== "addEnumValue") return operation;
  const [name] = operation.args;
  return make.changeEnum(name, enumOf(applyOperation(before, operation), name).values);
}
