/** What a comment of an SQL revision says that begins a part: `upgrade`, `downgrade`, `upgrade:sqlite` …, in letters of either case. */
export const partMarker: RegExp = /^\s*(upgrade|downgrade)(?:\s*:\s*(\w*))?\s*$/iu;

/** A line of the comment that an SQL revision begins with. */
export interface HeaderLine {
  readonly text: string;
  /** Counted from 1. */
  readonly line: number;
}

/** The comment at the beginning of an SQL file. */
export interface LeadingComment {
  /** The `--` lines, and empty ones between them; comments of other forms are passed over. */
  readonly lines: readonly HeaderLine[];
  /** Where what follows it begins: SQL, or the first part. */
  readonly end: number;
}

/** Read the lines of an SQL file up to its first statement or part. */
export function leadingComment(source: string): LeadingComment {
  const lines: HeaderLine[] = [];
  let at = source.startsWith("\uFEFF") ? 1 : 0;
  for (let line = 1; at < source.length;) {
    piece.lastIndex = at;
    const [text, dashes, blank] = piece.exec(source) ?? [];
    if (text === undefined || (dashes !== undefined && partMarker.test(dashes))) break;
    if (dashes !== undefined || blank !== undefined) lines.push({ text: dashes ?? "", line });
    line += text.split("\n").length - 1;
    at = piece.lastIndex;
  }
  return { lines, end: at };
}

/** A `--` line, an empty line, a block comment, or a line that begins with `#`; with the end of its line. */
const piece =
  /[ \t\f\v]*--[ \t]?([^\r\n]*)(?:\r?\n|$)|([ \t\f\v\r]*\n)|\s*\/\*[^]*?\*\/[ \t]*(?:\r?\n)?|[ \t]*#[^\n]*(?:\n|$)|\s+$/uy;
