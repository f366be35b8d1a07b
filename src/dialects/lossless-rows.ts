import type { BulkInsertOptions, Row } from "../core/operations/operations.ts";
import type { Connection, Rows, Statement } from "./dialect.ts";

/** Rows exactly as the engine keeps them, on their way between tables and files. */
export interface LosslessRows {
  /** Look at what a table or a query gives. */
  source(connection: Connection, wanted: Wanted): Promise<RowSource>;
  /** Look at the table that rows are to be written into. */
  target(connection: Connection, table: string): Promise<RowTarget>;
}

/** What is to be read. */
export interface Wanted {
  /** The name of a table, or null for a query. */
  readonly table: string | null;
  /** The text of the query. */
  readonly query: string;
  readonly params: readonly unknown[];
  /** The columns of a table to order its rows by. */
  readonly order: readonly string[];
}

/** Rows that can be read without loss. */
export interface RowSource {
  readonly columns: readonly SourceColumn[];
  /** The rows as the columns read them, in batches that are bounded by number and by bytes. */
  rows(size: number): AsyncIterable<Rows>;
}

/** A column of rows that are read; `row` is one of `RowSource.rows`. */
export interface SourceColumn {
  readonly name: string;
  /** The value as functions of a revision see it. */
  value(row: Row): unknown;
  /** The value in a JSON file. */
  json(row: Row): string;
  /** The value in a field of CSV; null is NULL. */
  text(row: Row): string | null;
}

/** A table that rows are written into. */
export interface RowTarget {
  /** Columns that hold JSON, and those that hold lists of JSON documents: text in them may be either a document or a string of one. */
  readonly documents: ReadonlyMap<string, "document" | "documents">;
  /** Columns that the engine computes, so that nothing can be written into them. */
  readonly computed: ReadonlySet<string>;
  /** The statements that insert rows, whose values the engine reads by the types of its columns. */
  insert(rows: readonly Row[], options: BulkInsertOptions): readonly Statement[];
}
