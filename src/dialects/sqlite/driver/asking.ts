import type { Rows } from "../../dialect.ts";
import type { Sql } from "../../sql.ts";

/** A statement, and its parameters. */
export type Question = readonly [sql: Sql, params?: readonly unknown[]];

/** What is to be asked of the engine, one after the other, whether it answers at once or by a promise. */
export type Asking<T> = Generator<Question, T, Rows>;

/** Ask an engine that answers at once. */
export function askedNow<T>(asking: Asking<T>, ask: (...question: Question) => Rows): T {
  let step = asking.next();
  while (step.done !== true) {
    let rows: Rows;
    try {
      rows = ask(...step.value);
    } catch (error) {
      // Whoever asks decides what it means.
      step = asking.throw(error);
      continue;
    }
    step = asking.next(rows);
  }
  return step.value;
}

/** Ask an engine that answers later; the first question is sent before this returns. */
export async function askedLater<T>(
  asking: Asking<T>,
  ask: (...question: Question) => Promise<Rows>,
): Promise<T> {
  let step = asking.next();
  while (step.done !== true) {
    let rows: Rows;
    try {
      rows = await ask(...step.value);
    } catch (error) {
      // Whoever asks decides what it means.
      step = asking.throw(error);
      continue;
    }
    step = asking.next(rows);
  }
  return step.value;
}
