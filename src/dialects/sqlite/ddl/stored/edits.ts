import { bareExpression } from "../../parse/expression.ts";
import type { Clause, Element, Layout, Span } from "../../parse/layout.ts";

/** Changes of a text that are collected first and made all at once, so that places stay what they are. */
export interface Edits {
  readonly layout: Layout;
  /** An expression of the text in the names that columns have afterwards. */
  readonly inNewNames: (expression: string) => string;
  /** Pieces of the text to put others in the place of. */
  readonly pieces: Piece[];
  /** Elements that go. */
  readonly gone: Set<Element>;
  /** Columns that come, after those that are there. */
  readonly columns: string[];
  /** Constraints that come, after all else. */
  readonly constraints: string[];
}

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Which of its neighbours an insertion belongs to; null where something stands there. */
  readonly joins: "left" | "right" | null;
}

/** No changes yet. */
export function editsOf(layout: Layout, inNewNames: Edits["inNewNames"] = (expression) => expression): Edits {
  return { layout, inNewNames, pieces: [], gone: new Set(), columns: [], constraints: [] };
}

/** Put a text in the place of tokens. */
export function replaceSpan({ layout, pieces }: Edits, { from, to }: Span, text: string): void {
  pieces.push({ start: startOf(layout, from), end: endOf(layout, to - 1), text, joins: null });
}

/** Put a text before a token. */
export function insertBefore({ layout, pieces }: Edits, token: number, text: string): void {
  const start = startOf(layout, token);
  pieces.push({ start, end: start, text, joins: "right" });
}

/** Put a text after a token. */
export function insertAfter({ layout, pieces }: Edits, token: number, text: string): void {
  const end = endOf(layout, token);
  pieces.push({ start: end, end, text, joins: "left" });
}

/** Make the text of an expression say this, and keep how it is written if only names of columns change. */
export function replaceExpression(edits: Edits, span: Span, expression: string): void {
  const { layout, inNewNames } = edits;
  const written = inNewNames(layout.source.slice(startOf(layout, span.from), endOf(layout, span.to - 1)));
  replaceSpan(edits, span, bareExpression(written) === expression ? written : expression);
}

/** Take tokens out together with the blanks before them; a comment there stays. */
export function removeSpan({ layout, pieces }: Edits, { from, to }: Span): void {
  let start = startOf(layout, from);
  while (/[ \t]/u.test(layout.source[start - 1] ?? "")) start--;
  pieces.push({ start, end: endOf(layout, to - 1), text: "", joins: null });
}

/** Take a clause out, and where it is a constraint of the table, the whole element. */
export function removeClause(edits: Edits, element: Element, clause: Clause): void {
  if (element.column === null) edits.gone.add(element);
  else removeSpan(edits, clause);
}

/** A piece of the text with the changes in it. */
export function edited({ layout, pieces }: Edits, start: number, end: number): string {
  const inside = pieces
    .filter((piece) => (piece.joins === "left" ? piece.start > start : piece.start >= start))
    .filter((piece) => (piece.joins === "right" ? piece.end < end : piece.end <= end))
    .toSorted((a, b) => a.start - b.start);
  let [text, at] = ["", start];
  for (const piece of inside) {
    text += layout.source.slice(at, piece.start) + piece.text;
    at = piece.end;
  }
  return text + layout.source.slice(at, end);
}

/** Where a token begins in the source. */
export function startOf({ tokens, source }: Layout, token: number): number {
  return tokens[token]?.start ?? source.length;
}

/** Where a token ends in the source. */
export function endOf({ tokens, source }: Layout, token: number): number {
  return tokens[token]?.end ?? source.length;
}
