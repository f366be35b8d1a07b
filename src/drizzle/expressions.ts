import { columnLiteral, plainLiteral } from "./literals.ts";
import type { Library } from "./library.ts";
import type { ColumnShape, SqlShape } from "./shapes.ts";

/** A fragment as SQL text with its parameters written out and columns without their table. */
export function expressionText(library: Library, fragment: SqlShape): string {
  return unwrap(library.print(inlined(library, fragment), true));
}

/** A query as SQL text with its parameters written out, columns with their table. */
export function queryText(library: Library, query: SqlShape): string {
  return library
    .print(inlined(library, query), false)
    .trim()
    .replace(/[\s;]+$/u, "");
}

/** A column's value as SQL text. */
export function valueText(library: Library, column: ColumnShape, value: unknown): string {
  if (library.isCore(value, "SQL")) return expressionText(library, value as SqlShape);
  const literal = columnLiteral(library, column, value);
  return "text" in literal ? literal.text : expressionText(library, literal.fragment);
}

/** The tables and views that a fragment speaks of. */
export function tablesOf(library: Library, fragment: unknown, found: Set<object> = new Set()): Set<object> {
  if (Array.isArray(fragment)) for (const item of fragment) tablesOf(library, item, found);
  if (typeof fragment !== "object" || fragment === null) return found;
  if (library.isCore(fragment, "SQL")) tablesOf(library, (fragment as SqlShape).queryChunks, found);
  else if (library.isCore(fragment, "Table") || library.isCore(fragment, "View")) found.add(fragment);
  else if (library.isCore(fragment, "Column")) found.add((fragment as ColumnShape).table);
  else if (library.isCore(fragment, "Subquery"))
    tablesOf(library, Reflect.get(Object(Reflect.get(fragment, "_")), "sql"), found);
  return found;
}

/** Text without the parentheses that enclose all of it. */
export function unwrap(text: string): string {
  const trimmed = text.trim();
  return enclosed(trimmed) ? unwrap(trimmed.slice(1, -1)) : trimmed;
}

/** True when the first parenthesis is closed by the last character. */
function enclosed(text: string): boolean {
  if (!text.startsWith("(") || !text.endsWith(")")) return false;
  let depth = 0;
  for (const { 0: token, index } of text.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]/gu)) {
    if (token === "(") depth += 1;
    if (token === ")") depth -= 1;
    if (depth === 0) return index === text.length - 1;
  }
  return false;
}

/** Parameters that Drizzle prints wrongly or not at all (bigint, Date, Buffer, arrays) become text here. */
function inlined(library: Library, fragment: SqlShape): SqlShape {
  const write = (chunk: unknown): unknown => {
    if (Array.isArray(chunk)) return chunk.map(write);
    if (typeof chunk === "bigint" || chunk instanceof Date || chunk instanceof Uint8Array)
      return library.sql.raw(plainLiteral(library, chunk));
    if (library.isCore(chunk, "SQL")) return inlined(library, chunk as SqlShape);
    if (library.isCore(chunk, "Param"))
      return writeParam(library, chunk as { value: unknown; encoder: unknown });
    return chunk;
  };
  return library.sql.join(fragment.queryChunks.map(write)).inlineParams();
}

function writeParam(
  library: Library,
  param: { readonly value: unknown; readonly encoder: unknown },
): unknown {
  const { value, encoder } = param;
  if (library.isCore(value, "Placeholder")) return param;
  if (library.isCore(value, "SQL")) return inlined(library, value as SqlShape);
  if (!library.isCore(encoder, "Column")) return library.sql.raw(plainLiteral(library, value));
  const literal = columnLiteral(library, encoder as ColumnShape, value);
  return "text" in literal ? library.sql.raw(literal.text) : inlined(library, literal.fragment);
}
