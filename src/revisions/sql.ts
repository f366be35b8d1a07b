import { badSqlPart } from "../core/errors/files.ts";
import type { Direction } from "../core/graph/plan.ts";
import { tokensOf } from "../core/schema/tokens.ts";
import { partMarker } from "./header.ts";

/** The parts of an SQL revision, by direction and dialect; `null` stands for every dialect. */
export interface SqlPart {
  readonly direction: Direction;
  readonly dialect: "postgresql" | "sqlite" | null;
  readonly sql: string;
  /** Line of the file, counted from 1, at which the part's text begins. */
  readonly line: number;
}

/**
 * Split an SQL revision at its `-- upgrade`, `-- downgrade`, `-- upgrade:sqlite` … lines. Such a line within a
 * string, a comment or a dollar quote is text. Throws bad-sql-part for a dialect that does not exist and for
 * a part that is there twice.
 */
export function sqlParts(path: string, source: string): readonly SqlPart[] {
  const parts: SqlPart[] = [];
  let open: (Omit<SqlPart, "sql"> & { readonly start: number }) | null = null;
  const close = (end: number): void => {
    if (open === null) return;
    const { start, ...part } = open;
    parts.push({ ...part, sql: source.slice(start, end).replaceAll("\r\n", "\n").trim() });
  };
  for (const { offset, line, text } of commentLines(source)) {
    const match = partMarker.exec(text);
    if (match === null) continue;
    const direction = (match[1] ?? "").toLowerCase() as Direction;
    const dialect = match[2]?.toLowerCase() ?? null;
    if (dialect !== null && dialect !== "postgresql" && dialect !== "sqlite")
      throw badSqlPart(path, line, text.trim(), "the dialects are postgresql and sqlite");
    close(offset);
    if (parts.some((part) => part.direction === direction && part.dialect === dialect))
      throw badSqlPart(path, line, text.trim(), "there is such a part already, and only one would be run");
    const next = source.indexOf("\n", offset);
    open = { direction, dialect, line: line + 1, start: next === -1 ? source.length : next + 1 };
  }
  close(source.length);
  return parts;
}

/** The part for a direction on a dialect: the dialect's own, else the one for all; null when there is none. */
export function sqlPartFor(
  parts: readonly SqlPart[],
  direction: SqlPart["direction"],
  dialect: SqlPart["dialect"],
): SqlPart | null {
  const fitting = parts.filter((part) => part.direction === direction);
  return (
    fitting.find((part) => part.dialect === dialect) ?? fitting.find((part) => part.dialect === null) ?? null
  );
}

interface CommentLine {
  readonly offset: number;
  /** Counted from 1. */
  readonly line: number;
  /** What follows the dashes. */
  readonly text: string;
}

/** The `--` comments that have a line to themselves. */
function* commentLines(source: string): Generator<CommentLine> {
  let offset = 0;
  let line = 1;
  let atLineStart = true;
  for (const { kind, text } of tokensOf(source)) {
    if (atLineStart && kind === "space" && text.startsWith("--")) yield { offset, line, text: text.slice(2) };
    const breaks = text.split("\n").length - 1;
    offset += text.length;
    line += breaks;
    // What stands before a marker on its line may only be blank.
    if (kind !== "space" || text.startsWith("/*")) atLineStart = false;
    else if (breaks > 0) atLineStart = true;
  }
}
