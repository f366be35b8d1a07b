import type { Row } from "../core/operations/operations.ts";

/** A row of a file, with the line on which it begins. */
export interface LinedRow {
  readonly row: Row;
  readonly line: number;
}

/** Takes the text of a file in pieces of any length and gives the rows that each completes. */
export interface RowReader {
  push(text: string): readonly LinedRow[];
  /** The rest, when there is no more text; fails when the text ends too early. */
  end(): readonly LinedRow[];
}
