import type { Rows, Statement } from "../dialects/dialect.ts";
import type { JournalEntry } from "../records/journal.ts";
import type { Done } from "./resume.ts";

/** How far an attempt at a step without a transaction has come. */
export interface Progress {
  /** What the journal holds of the attempt. */
  readonly entry: JournalEntry;
  /** What an earlier attempt has done. */
  readonly done: Done;
  /** The statement that brings the journal up to date. */
  line(entry: JournalEntry): Statement;
  /** The statement that says in the journal how the attempt ended, and nothing of how far it came. */
  failed(entry: JournalEntry): Statement;
  /** What `line` said is now so. */
  reached(entry: JournalEntry): void;
  record(entry: JournalEntry): Promise<void>;
  /** The query for how far the journal says that the attempt has come, and its answer as an entry. */
  readonly kept: Statement;
  asKept(rows: Rows): JournalEntry;
}
