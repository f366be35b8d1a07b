import { badDataFile } from "../core/errors/data.ts";
import type { Row } from "../core/operations/operations.ts";
import { tagOfText } from "../dialects/tags.ts";
import type { LinedRow, RowReader } from "./row-reader.ts";

/**
 * Reads CSV as RFC 4180 has it, with a line of names first. A field without anything in it is NULL, one of
 * two quotes is empty text; every other value is text, or a tag.
 */
export function csvReader(path: string, separator = ","): RowReader {
  let names: readonly string[] | null = null;
  let fields: (string | null)[] = [];
  let rows: LinedRow[] = [];
  let text = "";
  let state: "start" | "plain" | "quoted" | "closed" = "start";
  let line = 1;
  /** The line on which the record at hand begins. */
  let begin = 1;
  /** A carriage return has ended a record: a line feed right after it belongs to it. */
  let returned = false;

  const fail = (problem: string, at = line): never => {
    throw badDataFile({ path, line: at, problem });
  };
  const endField = (): void => {
    fields.push(text === "" && state !== "closed" ? null : text);
    text = "";
    state = "start";
  };
  const endRecord = (): void => {
    endField();
    const record = fields;
    fields = [];
    if (names === null) names = headerOf(record, fail);
    else if (record.length === 1 && record[0] === null && names.length > 1) {
      // An empty line among records of several fields says nothing.
    } else if (record.length === names.length) rows.push({ row: rowOf(names, record), line: begin });
    else fail(`${count(record.length)} where the first line names ${names.length}`, begin);
    line += 1;
    begin = line;
  };
  /** Deal with what stands at `at` outside of quotes; returns where to go on. */
  const outside = (chunk: string, at: number): number => {
    const char = chunk.charAt(at);
    if (char === separator) endField();
    else if (char === "\n" || char === "\r") {
      endRecord();
      returned = char === "\r";
    } else if (state === "start" && char === '"') state = "quoted";
    else if (char === '"') fail("a quote in the middle of a field that does not begin with one");
    else if (state === "closed") fail("text after the closing quote of a field");
    else {
      const end = endOfPlain(chunk, at, separator);
      text += chunk.slice(at, end);
      state = "plain";
      return end;
    }
    return at + 1;
  };
  const inQuotes = (chunk: string, at: number): number => {
    const close = chunk.indexOf('"', at);
    const end = close === -1 ? chunk.length : close;
    const part = chunk.slice(at, end);
    text += part;
    line += part.split("\n").length - 1;
    if (close === -1) return end;
    state = "closed";
    return end + 1;
  };
  const taken = (): readonly LinedRow[] => {
    const done = rows;
    rows = [];
    return done;
  };

  return {
    push(chunk) {
      for (let at = 0; at < chunk.length;) {
        if (returned) {
          returned = false;
          if (chunk.charAt(at) === "\n") at += 1;
        } else if (state === "quoted") at = inQuotes(chunk, at);
        else if (state === "closed" && chunk.charAt(at) === '"') {
          text += '"';
          state = "quoted";
          at += 1;
        } else at = outside(chunk, at);
      }
      return taken();
    },
    end() {
      if (state === "quoted") fail("a quoted field is not closed", begin);
      if (state !== "start" || fields.length > 0) endRecord();
      // A file that was cut off must not look like one without rows.
      if (names === null)
        throw badDataFile({
          path,
          line: null,
          problem: "there is nothing in it, and the first line must name the columns",
        });
      return taken();
    },
  };
}

function endOfPlain(chunk: string, from: number, separator: string): number {
  let end = from;
  while (end < chunk.length) {
    const char = chunk.charAt(end);
    if (char === separator || char === "\n" || char === "\r" || char === '"') break;
    end += 1;
  }
  return end;
}

function headerOf(record: readonly (string | null)[], fail: (problem: string) => never): readonly string[] {
  const names = record.map((name) => name ?? fail("the first line leaves a column without a name"));
  if (new Set(names).size < names.length) return fail("the first line names a column twice");
  return names;
}

function rowOf(names: readonly string[], record: readonly (string | null)[]): Row {
  return Object.fromEntries(names.map((name, index) => [name, valueOf(record[index] ?? null)]));
}

/** What CSV has no word for is a tag, as in JSON. */
function valueOf(text: string | null): unknown {
  const found = text === null ? null : tagOfText(text);
  return found === null ? text : { [found.tag]: found.text };
}

function count(fields: number): string {
  return fields === 1 ? "one field" : `${fields} fields`;
}
