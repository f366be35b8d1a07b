import type { Named } from "../core/schema/schema.ts";
import type { Connection } from "./dialect.ts";
import type { Sql } from "./sql.ts";

/** How an engine tells what became of tables when the words of a statement do not. */
export interface Unseen {
  /** Whether a statement may be such a one, by its words alone. */
  maybe(statement: string): boolean;
  /** Whether it is: whether a function that it calls can do something to tables. */
  isUnseen(connection: Connection, statement: string): Promise<boolean>;
  /** The names of tables and views where writing runs code of the database, so that more happens than a statement says. */
  firing(connection: Connection): Promise<ReadonlySet<string>>;
  /** The tables as they are at this moment, whoever made them. */
  look(connection: Connection): Promise<readonly SeenTable[]>;
}

/** A table by what stays the same when it is renamed. */
export interface SeenTable extends Named {
  readonly id: string;
  /** The table as SQL names it wherever the search path may lead. */
  readonly sql: Sql;
  /** Another one when its rows were rewritten, or it was emptied as a whole. */
  readonly storage: string;
  /** How many rows this transaction has deleted from it. */
  readonly deleted: number;
  /** The names of its columns, by their places. */
  readonly columns: ReadonlyMap<string, string>;
}
