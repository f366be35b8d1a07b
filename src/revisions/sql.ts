import { badSqlPart } from "../core/errors/files.ts";
import type { Direction } from "../core/graph/plan.ts";
import { everyToken } from "../core/sql/tokens.ts";
import { lexicalOf } from "../dialects/lexical-of.ts";
import { leadingComment, partMarker } from "./sql-header.ts";

/** The databases that a part of a revision may be for. */
export type DialectName = "postgresql" | "sqlite";

/** The parts of an SQL revision, by direction and dialect; `null` stands for every dialect. */
export interface SqlPart {
  readonly direction: Direction;
  readonly dialect: DialectName | null;
  readonly sql: string;
  /** Line of the file, counted from 1, at which the part's text begins. */
  readonly line: number;
}

/**
 * Split an SQL revision at its `-- upgrade`, `-- downgrade`, `-- upgrade:sqlite` … lines. Such a line within a
 * string, a comment or a dollar quote is text: each part is read as its own dialect reads it, and a part for all
 * as that of the project does. Throws bad-sql-part for a dialect that does not exist and for a part that is
 * there twice.
 */
export function sqlParts(path: string, source: string, project: DialectName): readonly SqlPart[] {
  const parts: SqlPart[] = [];
  let dialect: DialectName | null = null;
  for (let at = leadingComment(source).end; at < source.length;) {
    const marker = nextMarker(source, at, dialect ?? project);
    const open = parts.at(-1);
    const end = marker?.start ?? source.length;
    if (open !== undefined)
      parts[parts.length - 1] = withText(open, source.slice(at, end).replaceAll("\r\n", "\n"));
    if (marker === null) break;
    const { text, start } = marker;
    const [, word = "", named] = partMarker.exec(text) ?? [];
    const direction = word.toLowerCase() as Direction;
    const line = lineOf(source, start);
    const wanted = named?.toLowerCase() ?? null;
    if (wanted !== null && wanted !== "postgresql" && wanted !== "sqlite")
      throw badSqlPart({ path, line, part: text.trim(), problem: "the dialects are postgresql and sqlite" });
    if (parts.some((part) => part.direction === direction && part.dialect === wanted))
      throw badSqlPart({
        path,
        line,
        part: text.trim(),
        problem: "there is such a part already, and only one would be run",
      });
    dialect = wanted;
    parts.push({ direction, dialect, sql: "", line: line + 1 });
    at = marker.end;
  }
  return parts;
}

/** A part begins at its first line that is not blank. */
function withText(part: SqlPart, text: string): SqlPart {
  const blank = text.slice(0, text.length - text.trimStart().length);
  return { ...part, sql: text.trim(), line: part.line + blank.split("\n").length - 1 };
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

interface Marker {
  /** What follows the dashes. */
  readonly text: string;
  readonly start: number;
  /** Where the next line begins. */
  readonly end: number;
}

/** The next `--` comment that has a line to itself and begins a part. */
function nextMarker(source: string, from: number, dialect: DialectName): Marker | null {
  const rest = source.slice(from);
  let atLineStart = true;
  for (const { kind, text, start, end } of everyToken(rest, lexicalOf(dialect))) {
    const marks = kind === "comment" && text.startsWith("--");
    if (atLineStart && marks && partMarker.test(text.slice(2))) {
      const next = rest.indexOf("\n", end);
      return {
        text: text.slice(2),
        start: from + start,
        end: from + (next === -1 ? rest.length : next + 1),
      };
    }
    // What stands before a marker on its line may only be blank.
    if (kind === "space") atLineStart ||= text.includes("\n");
    else atLineStart = false;
  }
  return null;
}

function lineOf(source: string, offset: number): number {
  return source.slice(0, offset).split("\n").length;
}
