import { badDataFile } from "../core/errors/data.ts";
import type { Row } from "../core/operations/operations.ts";
import type { LinedRow, RowReader } from "./row-reader.ts";
import { messageOf } from "../core/thrown.ts";

/** Reads JSON: an array of objects, each of which is a row, or one object alone. Only one row is held at a time. */
export function jsonReader(path: string): RowReader {
  // What may come next outside of an object; `item` is one that must come, after a comma.
  let expects: "document" | "item or end" | "item" | "comma or end" | "nothing" = "document";
  let inArray = false;
  const object = objectScanner();
  let line = 1;
  let begin = 1;

  const between = (char: string): void => {
    if (char === "\n") line += 1;
    else if (/\s/u.test(char)) return;
    else if (char === "[" && expects === "document") {
      inArray = true;
      expects = "item or end";
    } else if (char === "," && expects === "comma or end") expects = "item";
    else if (char === "]" && (expects === "comma or end" || expects === "item or end")) expects = "nothing";
    else throw badDataFile({ path, line, problem: problemOf(char, expects) });
  };
  const opens = (char: string): boolean =>
    char === "{" && (expects === "document" || expects === "item" || expects === "item or end");

  return {
    push(text) {
      const rows: LinedRow[] = [];
      for (let at = 0; at < text.length;) {
        if (!object.open) {
          const char = text.charAt(at);
          if (!opens(char)) {
            between(char);
            at += 1;
            continue;
          }
          begin = line;
        }
        const { end, lines, complete } = object.scan(text, at);
        line += lines;
        at = end;
        if (complete === null) continue;
        rows.push({ row: parsed(path, begin, complete), line: begin });
        expects = inArray ? "comma or end" : "nothing";
      }
      return rows;
    },
    end() {
      if (object.open) throw badDataFile({ path, line: begin, problem: "an object is not closed" });
      if (expects === "document")
        throw badDataFile({ path, line: null, problem: "it is empty; for no rows at all, write []" });
      if (expects !== "nothing") throw badDataFile({ path, line, problem: "the array is not closed" });
      return [];
    },
  };
}

/** Reads JSON by lines: each line that is not empty is an object. */
export function ndjsonReader(path: string): RowReader {
  let rest = "";
  let line = 0;
  const rowsOf = (lines: readonly string[]): readonly LinedRow[] =>
    lines.flatMap((text) => {
      line += 1;
      return text.trim() === "" ? [] : [{ row: parsed(path, line, text), line }];
    });
  return {
    push(text) {
      const lines = text.split("\n");
      lines[0] = rest + (lines[0] ?? "");
      rest = lines.pop() ?? "";
      return rowsOf(lines);
    },
    end: () => rowsOf([rest]),
  };
}

interface Scan {
  /** Where to go on. */
  readonly end: number;
  readonly lines: number;
  /** The text of the object, when it ends here. */
  readonly complete: string | null;
}

/** Finds the end of an object that may begin in one piece of text and end in another. */
function objectScanner(): { readonly open: boolean; scan(text: string, from: number): Scan } {
  let kept = "";
  let depth = 0;
  let inString = false;
  let escaped = false;
  return {
    get open() {
      return depth > 0;
    },
    scan(text, from) {
      let lines = 0;
      for (let at = from; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        if (code === newline) lines += 1;
        if (escaped) escaped = false;
        else if (inString) {
          if (code === backslash) escaped = true;
          else if (code === quote) inString = false;
        } else if (code === quote) inString = true;
        else if (code === openBrace || code === openBracket) depth += 1;
        else if (code === closeBrace || code === closeBracket) {
          depth -= 1;
          if (depth > 0) continue;
          const complete = kept + text.slice(from, at + 1);
          kept = "";
          return { end: at + 1, lines, complete };
        }
      }
      kept += text.slice(from);
      return { end: text.length, lines, complete: null };
    },
  };
}

function parsed(path: string, line: number, text: string): Row {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // JSON.parse throws for the text alone.
    throw badDataFile({ path, line, problem: messageOf(error) });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw badDataFile({ path, line, problem: "a row must be an object" });
  }
  return value as Row;
}

function problemOf(char: string, expects: string): string {
  if (expects === "nothing") return `${JSON.stringify(char)} after the end`;
  if (expects === "comma or end") return `${JSON.stringify(char)} between two rows`;
  return `a row must be an object, and ${JSON.stringify(char)} does not begin one`;
}

const newline = 0x0a;
const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
