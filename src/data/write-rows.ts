import type { Format } from "./read-rows.ts";

/** The fields of a row that is written: the name and the text of each, as JSON or for CSV, where null is NULL. */
export type Fields = readonly (readonly [name: string, text: string | null])[];

/** Turns rows into the text of a file, piece by piece. */
export interface RowWriter {
  write(fields: Fields): string;
  end(): string;
}

/** The writer of a format; `columns` are those of CSV when no row says them. */
export function rowWriter(format: Format, columns: readonly string[], separator = ","): RowWriter {
  if (format === "csv") return csvWriter(columns, separator);
  return format === "json" ? arrayWriter() : { write: (row) => `${jsonRow(row)}\n`, end: () => "" };
}

/** A row as the text of a JSON file of its own. */
export function jsonDocument(fields: Fields): string {
  return `${indented(jsonRow(fields))}\n`;
}

/** Texts as one record of CSV, without its line end: NULL is nothing at all, empty text two quotes. */
export function csvLine(texts: readonly (string | null)[], separator = ","): string {
  return texts.map((text) => csvField(text, separator)).join(separator);
}

function jsonRow(fields: Fields): string {
  return `{${fields.map(([name, json]) => `${JSON.stringify(name)}:${json ?? "null"}`).join(",")}}`;
}

function arrayWriter(): RowWriter {
  let count = 0;
  return {
    write: (row) => `${count++ === 0 ? "[\n" : ",\n"}  ${jsonRow(row)}`,
    end: () => (count === 0 ? "[]\n" : "\n]\n"),
  };
}

/** The columns are those of the first row. */
function csvWriter(known: readonly string[], separator: string): RowWriter {
  let columns: readonly string[] | null = null;
  const header = (names: readonly string[]): string => `${csvLine(names, separator)}\n`;
  return {
    write(fields) {
      const begin = columns === null ? header(fields.map(([name]) => name)) : "";
      columns ??= fields.map(([name]) => name);
      const texts = new Map(fields);
      const record = columns.map((column) => texts.get(column) ?? null);
      return `${begin}${csvLine(record, separator)}\n`;
    },
    end: () => (columns === null ? header(known) : ""),
  };
}

function csvField(text: string | null, separator: string): string {
  if (text === null) return "";
  const quoted = text === "" || text.includes(separator) || /["\n\r]/u.test(text);
  return quoted ? `"${text.replaceAll('"', '""')}"` : text;
}

/** JSON as JSON.stringify indents it; the numbers in it stay as they are written. */
function indented(json: string): string {
  let text = "";
  let depth = 0;
  const line = (): string => `\n${"  ".repeat(depth)}`;
  for (let at = 0; at < json.length; at += 1) {
    const char = json.charAt(at);
    if (char === '"') {
      const end = endOfString(json, at);
      text += json.slice(at, end);
      at = end - 1;
    } else if (char === "{" || char === "[") {
      const empty = /[\]}]/u.test(json.charAt(at + 1));
      text += empty ? json.slice(at, at + 2) : char;
      if (empty) at += 1;
      else {
        depth += 1;
        text += line();
      }
    } else if (char === "}" || char === "]") {
      depth -= 1;
      text += line() + char;
    } else if (char === ",") text += char + line();
    else text += char === ":" ? ": " : char;
  }
  return text;
}

function endOfString(json: string, quote: number): number {
  let at = quote + 1;
  while (json.charAt(at) !== '"') at += json.charAt(at) === "\\" ? 2 : 1;
  return at + 1;
}
