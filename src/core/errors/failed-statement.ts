/** What is known of a statement that the database refused. */
export interface FailedStatement {
  readonly sql: string;
  /** Its place in the list that was run, counted from 0. */
  readonly index: number;
  /** Offset in characters into `sql` where the engine points at, or null. */
  readonly position: number | null;
  /** SQLSTATE, or SQLite's name of the result code. */
  readonly engineCode: string | null;
  /** What the engine adds: detail, hint. */
  readonly engineHint: string | null;
}
