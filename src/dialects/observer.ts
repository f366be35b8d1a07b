/** Looks at what statements do. */
export interface Observer {
  /** What the statement has done, which was the only one since the last look. */
  workOf(sql: string): Promise<StatementWork>;
}

/** What a statement did to tables, indexes and views that were there when the look began. */
export interface StatementWork {
  /** Locks that were not held before; those of a transaction that has ended cannot be seen. */
  readonly locks: readonly { readonly relation: string; readonly mode: string }[];
  /** What was written again as a whole. */
  readonly rewritten: readonly string[];
}
