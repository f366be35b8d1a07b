import type { Statement } from "../dialects/dialect.ts";
import { atStart, hashOf, type Cursor, type KeptCursor } from "./cursors.ts";

/** Sends statements to the database, in the transaction of the batch at hand. */
export type Run = (statements: readonly Statement[]) => Promise<void>;

/** The batches of one data call: how they are kept together with how far the call has come. */
export interface Batches {
  /** Where an earlier attempt left the call. */
  readonly start: Cursor;
  /** True when each batch is committed by itself, so that the step can stop after it and go on later. */
  readonly separate: boolean;
  /** Do one batch and move the cursor, both or neither. */
  next(work: (run: Run) => Promise<Cursor>): Promise<Cursor>;
}

/** Opens the data calls of a step in the order in which they come. */
export interface DataCalls {
  open(kind: string, args: unknown): Batches;
  /** True when batches are committed by themselves. */
  readonly separate: boolean;
}

/** Data calls that are a part of a transaction: nothing is kept, since nothing of it remains when it is interrupted. */
export function dataCallsOf(run: Run, begin: () => Promise<void>): DataCalls {
  return {
    separate: false,
    open: () => ({
      start: atStart,
      separate: false,
      async next(work) {
        await begin();
        return work(run);
      },
    }),
  };
}

/** What data calls that stand for themselves are kept by. */
export interface Keeper {
  /** The cursors of the attempt before this one, by the place of their call in the step. */
  readonly before: ReadonlyMap<string, KeptCursor>;
  /** Do the work of one batch and record the cursors, in one transaction. */
  keep(work: (run: Run) => Promise<ReadonlyMap<string, KeptCursor>>): Promise<void>;
  /** A cursor of other arguments was found, and is not used. */
  changed(kind: string, done: number): void;
}

/** Data calls whose every batch is a transaction of its own. */
export function separateParts(keeper: Keeper): DataCalls {
  const cursors = new Map(keeper.before);
  let calls = 0;
  return {
    separate: true,
    open(kind, args) {
      const place = String(calls++);
      const hash = hashOf(args);
      const found = cursors.get(place);
      const same = found !== undefined && found.kind === kind && found.arguments === hash;
      if (found !== undefined && !same && found.done > 0) keeper.changed(found.kind, found.done);
      return {
        start: same ? { at: found.at, done: found.done, finished: found.finished } : atStart,
        separate: true,
        async next(work) {
          let cursor = atStart;
          await keeper.keep(async (run) => {
            cursor = await work(run);
            cursors.set(place, { ...cursor, kind, arguments: hash });
            return cursors;
          });
          return cursor;
        },
      };
    },
  };
}
