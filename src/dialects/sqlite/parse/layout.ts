import { isSymbol, isWord, type Token } from "../../../core/sql/tokens.ts";

/** A run of tokens, from the first up to the one after the last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What a clause of a column, or a constraint of a table, says. `deferrable` is one that stands apart from its key. */
export type ClauseKind =
  | "primaryKey"
  | "notNull"
  | "null"
  | "unique"
  | "check"
  | "default"
  | "collate"
  | "foreignKey"
  | "deferrable"
  | "generated"
  | "other";

/** A clause, with the `CONSTRAINT name` before it. */
export interface Clause extends Span {
  readonly kind: ClauseKind;
  /** The token of its name; null when it has none. */
  readonly name: number | null;
}

/** What stands between two commas: a column with its clauses, or one constraint of the table. */
export interface Element extends Span {
  readonly column: { readonly name: number; readonly type: Span } | null;
  readonly clauses: readonly Clause[];
}

/** Where the parts of a CREATE TABLE are in its text. */
export interface Layout {
  readonly source: string;
  readonly tokens: readonly Token[];
  /** The token of the table's name, without what qualifies it. */
  readonly name: number;
  /** The tokens of the brackets around the elements. */
  readonly open: number;
  readonly close: number;
  readonly elements: readonly Element[];
}

/** A clause and the element that it is in. */
export interface PlacedClause {
  readonly element: Element;
  readonly clause: Clause;
}

/** The clauses of a kind in the order of the text, which is the order of the constraints in the model. */
export function clausesOf({ elements }: Layout, kind: ClauseKind): readonly PlacedClause[] {
  return elements.flatMap((element) =>
    element.clauses.filter((clause) => clause.kind === kind).map((clause) => ({ element, clause })),
  );
}

/** The tokens between the first brackets of a span; null when it has none. */
export function groupIn({ tokens }: Layout, { from, to }: Span): Span | null {
  const open = tokens.findIndex((token, at) => at >= from && at < to && isSymbol(token, "("));
  if (open < 0) return null;
  let depth = 0;
  for (let at = open; at < to; at++) {
    if (isSymbol(tokens[at], "(")) depth++;
    if (isSymbol(tokens[at], ")") && --depth === 0) return { from: open + 1, to: at };
  }
  return null;
}

/** The parts of a span between its commas. */
export function partsIn({ tokens }: Layout, { from, to }: Span): readonly Span[] {
  const parts: Span[] = [];
  let [start, depth] = [from, 0];
  for (let at = from; at < to; at++) {
    if (isSymbol(tokens[at], "(")) depth++;
    if (isSymbol(tokens[at], ")")) depth--;
    if (depth > 0 || !isSymbol(tokens[at], ",")) continue;
    parts.push({ from: start, to: at });
    start = at + 1;
  }
  return [...parts, { from: start, to }];
}

/** The first token of a span that is this keyword; null when none is. */
export function wordIn({ tokens }: Layout, { from, to }: Span, word: string): number | null {
  const found = tokens.findIndex((token, at) => at >= from && at < to && isWord(token, word));
  return found < 0 ? null : found;
}
