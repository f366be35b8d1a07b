import { closeSync, openSync, readSync, statSync } from "node:fs";
import { basename, extname } from "node:path";
import { badDataFile, unknownFormat } from "../core/errors/data.ts";
import type { Row } from "../core/operations/operations.ts";
import { codeOf } from "../core/thrown.ts";
import { csvReader } from "./read-csv.ts";
import { jsonReader, ndjsonReader } from "./read-json.ts";
import type { LinedRow, RowReader } from "./row-reader.ts";

/** How rows are written in a file. */
export type Format = "json" | "ndjson" | "csv";

/** The formats that there are. */
export const formats: readonly Format[] = ["json", "ndjson", "csv"];

/** Where a row was read. */
export interface Source {
  /** The absolute path of the file. */
  readonly file: string;
  /** The file's name without its ending. */
  readonly name: string;
  /** The row's place in all that is read, counted from 0. */
  readonly index: number;
}

/** A row together with where it was read. */
export interface SourcedRow {
  readonly row: Row;
  readonly source: Source;
  readonly line: number;
  readonly format: Format;
}

/** What the endings of files do not say. */
export interface ReadOptions {
  readonly format?: Format;
  /** What stands between two fields of CSV; a comma by default. */
  readonly separator?: string;
}

/** The rows of files, a piece of a file at a time, so that memory does not grow with them. */
export function* readRows(files: Iterable<string>, options: ReadOptions): Generator<readonly SourcedRow[]> {
  let index = 0;
  for (const file of files) {
    const format = options.format ?? formatOf(file);
    const reader = readerOf(file, format, options);
    const name = basename(file, extname(file));
    const sourced = (rows: readonly LinedRow[]): readonly SourcedRow[] =>
      rows.map(({ row, line }) => ({ row, line, format, source: { file, name, index: index++ } }));
    for (const text of texts(file)) yield sourced(reader.push(text));
    yield sourced(reader.end());
  }
}

/** The format that the ending of a path says; throws unknown-data-format. */
export function formatOf(path: string): Format {
  const ending = extname(path).toLowerCase();
  if (ending === ".json") return "json";
  if (ending === ".ndjson" || ending === ".jsonl") return "ndjson";
  if (ending === ".csv") return "csv";
  throw unknownFormat({ path });
}

function readerOf(file: string, format: Format, { separator }: ReadOptions): RowReader {
  if (format === "csv") return csvReader(file, separator);
  return format === "json" ? jsonReader(file) : ndjsonReader(file);
}

/** The text of a file in pieces, without its byte order mark. */
function* texts(file: string): Generator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decoded = (bytes?: Uint8Array): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch (error) {
      if (codeOf(error) !== "ERR_ENCODING_INVALID_ENCODED_DATA") throw error;
      throw badDataFile({ path: file, line: null, problem: "the file is not written in UTF-8" });
    }
  };
  for (const bytes of pieces(file)) yield decoded(bytes);
  yield decoded();
}

/** The bytes of a file in pieces; each is valid until the next is asked for. */
function* pieces(file: string): Generator<Uint8Array> {
  const buffer = Buffer.allocUnsafe(Math.min(pieceSize, Math.max(statSync(file).size, 1)));
  const handle = openSync(file, "r");
  try {
    for (;;) {
      const length = readSync(handle, buffer);
      if (length === 0) return;
      yield buffer.subarray(0, length);
    }
  } finally {
    closeSync(handle);
  }
}

const pieceSize = 128 * 1024;
