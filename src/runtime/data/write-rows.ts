import type { Row } from "../../core/operations/operations.ts";
import type { Format } from "./read-rows.ts";

/** Turns rows into the text of a file, piece by piece. */
export interface RowWriter {
  write(row: Row): string;
  end(): string;
}

/**
 * The writer of a format; what it writes is read back by the reader of the same format. Numbers beyond 2^53
 * are written as text, bytes as PostgreSQL's `\x…`, since JSON has no word for either.
 */
export function rowWriter(format: Format, separator = ","): RowWriter {
  if (format === "csv") return csvWriter(separator);
  return format === "json" ? arrayWriter() : { write: (row) => `${jsonText(row)}\n`, end: () => "" };
}

/** A row as the text of a JSON file of its own. */
export function jsonDocument(row: Row): string {
  return `${jsonText(row, 2)}\n`;
}

/** Values as one record of CSV, without its line end: NULL is nothing at all, empty text two quotes. */
export function csvLine(values: readonly unknown[], separator = ","): string {
  return values.map((value) => csvField(value, separator)).join(separator);
}

function arrayWriter(): RowWriter {
  let count = 0;
  return {
    write: (row) => `${count++ === 0 ? "[\n" : ",\n"}  ${jsonText(row)}`,
    end: () => (count === 0 ? "[]\n" : "\n]\n"),
  };
}

/** The columns are those of the first row. */
function csvWriter(separator: string): RowWriter {
  let columns: readonly string[] | null = null;
  return {
    write(row) {
      const header = columns === null ? `${csvLine(Object.keys(row), separator)}\n` : "";
      columns ??= Object.keys(row);
      return `${header}${csvLine(
        columns.map((column) => row[column]),
        separator,
      )}\n`;
    },
    end: () => "",
  };
}

function csvField(value: unknown, separator: string): string {
  if (value === null || value === undefined) return "";
  const plain = plainValue(value);
  const text = typeof plain === "string" || typeof plain === "bigint" ? `${plain}` : jsonText(plain);
  const quoted = text === "" || text.includes(separator) || /["\n\r]/u.test(text);
  return quoted ? `"${text.replaceAll('"', '""')}"` : text;
}

function jsonText(value: unknown, indent?: number): string {
  const row =
    typeof value === "object" && value !== null && !Array.isArray(value) ? plainRow(value as Row) : value;
  return JSON.stringify(
    row,
    (_key, each: unknown) => (typeof each === "bigint" ? each.toString() : each),
    indent,
  );
}

function plainRow(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, plainValue(value)]));
}

/** Bytes become PostgreSQL's `\x…` here: a Buffer has its own idea of JSON, which a replacer comes too late for. */
function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue);
  return value instanceof Uint8Array ? `\\x${Buffer.from(value).toString("hex")}` : value;
}
