import type { FileComment } from "../core/lint/ignores.ts";
import { statementsOf } from "../core/sql/statements.ts";
import { everyToken } from "../core/sql/tokens.ts";
import type { Lexical } from "../core/sql/lexical.ts";
import { depthChange, nextToken, type Token } from "../core/typescript/tokens.ts";

/** The comments of a revision file, each with the lines of the statement that it stands at. */
export function commentsOf(path: string, source: string, lexical: Lexical): readonly FileComment[] {
  return path.endsWith(".sql") ? ofSql(source, lexical) : ofModule(source);
}

/** A comment belongs to the statement that it is in, that ends before it on its line, or that comes next. */
function ofSql(source: string, lexical: Lexical): readonly FileComment[] {
  const lineAt = lineCounter(source);
  const statements = statementsOf(source, lexical).map(({ sql, offset }) => ({
    from: lineAt(offset),
    to: lineAt(offset + sql.length),
  }));
  return [...everyToken(source, lexical)]
    .filter(({ kind }) => kind === "comment")
    .map(({ text, start }) => {
      const line = lineAt(start);
      const at =
        statements.find(({ from, to }) => from <= line && line <= to) ??
        statements.find(({ from }) => from > line) ??
        null;
      return { text: bare(text), line, from: at?.from ?? line, to: at?.to ?? line };
    });
}

/** A comment belongs to what stands before it on its line, else to the statement that comes next. */
function ofModule(source: string): readonly FileComment[] {
  const lineAt = lineCounter(source);
  const found: FileComment[] = [];
  let previous: Token | null = null;
  let last = 0;
  for (let token = nextToken(source, 0, null); ; token = nextToken(source, token.end, token)) {
    for (const { text, start } of commentsBetween(source, last, token?.start ?? source.length)) {
      const line = lineAt(start);
      const isBehind = previous !== null && lineAt(previous.end - 1) === line;
      const from = isBehind || token === null ? line : lineAt(token.start);
      const to = isBehind || token === null ? line : lineAt(endOfStatement(source, token));
      found.push({ text, line, from, to });
    }
    if (token === null) return found;
    last = token.end;
    previous = token;
  }
}

/** The comments of text that is nothing but these and white space. */
function commentsBetween(
  source: string,
  start: number,
  end: number,
): readonly { readonly text: string; readonly start: number }[] {
  const found: { readonly text: string; readonly start: number }[] = [];
  for (let at = start; at < end;) {
    const isLine = source.startsWith("//", at);
    if (!isLine && !source.startsWith("/*", at)) {
      at += 1;
      continue;
    }
    const closed = source.indexOf(isLine ? "\n" : "*/", at + 2);
    const stop = closed === -1 || closed > end ? end : closed + (isLine ? 0 : 2);
    found.push({ text: bare(source.slice(at, stop)), start: at });
    at = stop;
  }
  return found;
}

/** The offset at which the statement that begins with a token ends, or the block that it opens. */
export function endOfStatement(source: string, first: Token): number {
  let depth = 0;
  let last = first.start;
  for (let token: Token | null = first; token !== null; token = nextToken(source, token.end, token)) {
    depth += depthChange(token);
    if (depth < 0) return last;
    last = token.end;
    if (depth === 0 && token.kind === "mark" && (token.text === ";" || token.text === "}")) return last;
  }
  return last;
}

function bare(comment: string): string {
  return comment
    .replace(/^(?:--+|\/\/+|\/\*+)/u, "")
    .replace(/\*+\/$/u, "")
    .trim();
}

/** The offsets at which lines begin. */
function lineStarts(source: string): readonly number[] {
  const starts = [0];
  for (let at = source.indexOf("\n"); at !== -1; at = source.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** The offset at which a line, counted from 1, begins; the end of the text for one that is not there. */
export function startOfLine(source: string, line: number): number {
  return lineStarts(source)[line - 1] ?? source.length;
}

/** The line, counted from 1, of an offset. */
export function lineCounter(source: string): (offset: number) => number {
  const starts = lineStarts(source);
  return (offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}
