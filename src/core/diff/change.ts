import type { Operation } from "../operations/operations.ts";

/** An operation that the differ proposes, with what its reader should know. */
export interface Change {
  readonly operation: Operation;
  /** What is left for the reader to do or to know; null when nothing is. */
  readonly note: string | null;
  /** What may go wrong or be lost; null when nothing may. */
  readonly warning: string | null;
  /**
   * What differs, in words: one that rows ask to be done in several steps is said by the first of
   * them; null for the others.
   */
  readonly said: Operation | null;
}

/** The operations alone, in their order, without what is noted of each. */
export function operationsOf(changes: readonly Pick<Change, "operation">[]): readonly Operation[] {
  return changes.map(({ operation }) => operation);
}

/** What differs, without the steps in which it is done. */
export function saidOf(changes: readonly Change[]): readonly Operation[] {
  return changes.flatMap(({ said }) => said ?? []);
}

/** Changes that belong together: nothing may come between them. */
export interface Unit {
  readonly changes: readonly Change[];
  /** The place of a column in its table, so that columns come in the order of the schema; 0 for all else. */
  readonly position: number;
}

/** A unit of operations without notes. */
export function unit(...operations: readonly Operation[]): Unit {
  return { changes: operations.map((operation) => change(operation)), position: 0 };
}

/** Changes that are steps of one. */
export function stepsOf(said: Operation, changes: readonly Change[]): readonly Change[] {
  return changes.map((each, index) => ({ ...each, said: index === 0 ? said : null }));
}

/** A change whose warning is not known yet. */
export function change(operation: Operation, note: string | null = null): Change {
  return { operation, note, warning: null, said: operation };
}
