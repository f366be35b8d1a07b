/** What is used of the driver's database. */
export interface Client {
  /** The path as it was opened. */
  readonly name: string;
  readonly memory: boolean;
  /** Whether it was opened without the right to write; not every driver says it. */
  readonly readonly?: boolean;
  readonly inTransaction: boolean;
  prepare(sql: string): Prepared;
  exec(sql: string): unknown;
  pragma(sql: string, options?: { readonly simple?: boolean }): unknown;
  close(): unknown;
}

/** A statement of the driver. */
export interface Prepared {
  /** True when it gives rows. */
  readonly reader: boolean;
  run(params: readonly unknown[]): { readonly changes: number };
  all(params: readonly unknown[]): readonly unknown[];
  iterate(params: readonly unknown[]): IterableIterator<unknown>;
  /** Give integers as bigints from now on. */
  safeIntegers(): Prepared;
}

/** Open a file, or `:memory:`. */
export type Open = (path: string, options: OpenOptions) => Client;

interface OpenOptions {
  readonly readonly?: boolean;
  /** Milliseconds to wait for another connection's lock. */
  readonly timeout: number;
}
