/** A fault that a test must notice: one place of the source, said otherwise. */
export interface Fault {
  /** What is wrong with it, as a sentence about the program. */
  readonly says: string;
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** Files of tests of which at least one must fail. */
  readonly tests: readonly string[];
}
