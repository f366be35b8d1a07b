import type { Row } from "../../core/operations/operations.ts";

/** Takes the text of a file in pieces of any length and gives the rows that each completes. */
export interface RowReader {
  push(text: string): readonly Row[];
  /** The rest, when there is no more text; fails when the text ends too early. */
  end(): readonly Row[];
}
