import type { Lexical } from "./lexical.ts";

/** What a piece of SQL text is. `quoted` is a name in quotes, `bits` a string of bits or bytes. */
export type TokenKind =
  | "space"
  | "comment"
  | "word"
  | "quoted"
  | "string"
  | "bits"
  | "number"
  | "parameter"
  | "symbol";

/** A piece of SQL text with its place in the source. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** All pieces of a text, one after the other; joined they are the text. What is never closed reaches to the end. */
export function* everyToken(sql: string, lexical: Lexical): Generator<Token> {
  const lexemes = lexemesOf(lexical);
  let previous: Token | null = null;
  for (let start = 0; start < sql.length;) {
    const token = tokenAt(sql, start, lexemes, lexical, previous);
    yield token;
    start = token.end;
    if (token.kind !== "space" && token.kind !== "comment") previous = token;
  }
}

/** The pieces that are neither white space nor comments. */
export function* solidTokens(sql: string, lexical: Lexical): Generator<Token> {
  for (const token of everyToken(sql, lexical))
    if (token.kind !== "space" && token.kind !== "comment") yield token;
}

/** The same as a list. */
export function tokensOf(sql: string, lexical: Lexical): readonly Token[] {
  return [...solidTokens(sql, lexical)];
}

/** The first pieces of a text that are neither white space nor comments; the rest is not read. */
export function firstTokens(sql: string, lexical: Lexical, count: number): readonly Token[] {
  const found: Token[] = [];
  for (const token of solidTokens(sql, lexical)) if (found.push(token) === count) break;
  return found;
}

/** True when the token is one of these keywords, written bare in any case. */
export function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.kind === "word" && words.includes(token.text.toUpperCase());
}

/** True when the token is this operator or bracket. */
export function isSymbol(token: Token | undefined, text: string): boolean {
  return token?.kind === "symbol" && token.text === text;
}

/** A token that says a name. */
export type NameToken = Token & { readonly kind: "word" | "quoted" };

/** True when the token is a name or could be one. */
export function isName(token: Token | undefined): token is NameToken {
  return token?.kind === "word" || token?.kind === "quoted";
}

/** The name that a token says: quotes removed, doubled ones made single. */
export function nameOf(token: Token): string {
  const quote = token.text.charAt(0);
  if (token.kind === "word" || !(quote in closing)) return token.text;
  const inside = token.text.slice(1, -1);
  return quote === "[" ? inside : inside.replaceAll(quote + quote, quote);
}

const closing: Readonly<Record<string, string>> = { '"': '"', "`": "`", "[": "]", "'": "'" };

/** An expression for each kind of token, in the order in which they are tried. */
type Lexemes = readonly (readonly [TokenKind, RegExp])[];

const known = new WeakMap<Lexical, Lexemes>();

/** The expressions of a dialect, made once. */
function lexemesOf(lexical: Lexical): Lexemes {
  const made = known.get(lexical) ?? makeLexemes(lexical);
  known.set(lexical, made);
  return made;
}

function makeLexemes(lexical: Lexical): Lexemes {
  const { lineEnds, spaces, bitPrefixes, stringPrefixes, namePrefixes, parameters, numbers } = lexical;
  const ends = lineEnds.replaceAll("\n", "\\n").replaceAll("\r", "\\r");
  const optional = (prefixes: string | null): string => (prefixes === null ? "" : `(?:${prefixes})?`);
  // A string with escapes goes on after a line break, and what follows there is read like it.
  const escaped = "'[^'\\\\]*(?:(?:''|\\\\[^])[^'\\\\]*)*(?:'|\\\\?$)";
  const strings = [
    ...(lexical.escapeStrings
      ? [`[eE]${escaped}(?:[ \\t\\f]*(?:--[^\\n\\r]*)?[\\n\\r]\\s*${escaped})*`]
      : []),
    ...(lexical.dollarQuotes
      ? [`\\$(?<tag>(?:[A-Za-z_${high}][\\w${high}]*)?)\\$(?:[^]*?\\$\\k<tag>\\$|[^]*)`]
      : []),
    `${optional(stringPrefixes)}'[^']*(?:''[^']*)*(?:'|$)`,
  ];
  const names = [
    `${optional(namePrefixes)}"[^"]*(?:""[^"]*)*(?:"|$)`,
    ...(lexical.backticks ? ["`[^`]*(?:``[^`]*)*(?:`|$)"] : []),
    ...(lexical.bracketNames === "always" ? ["\\[[^\\]]*(?:\\]|$)"] : []),
  ];
  const operators = lexical.operators.map((text) => text.replaceAll(/[|*+?.]/gu, "\\$&"));
  const sources: readonly (readonly [TokenKind, string])[] = [
    ["space", `[${spaces}]+`],
    ["word", `[A-Za-z_${high}][\\w$${high}]*(?![\\w$${high}'"&])`],
    ["comment", `--[^${ends}]*|/\\*[^]*?(?:\\*/|$)`],
    ["number", numbers],
    ["string", strings.join("|")],
    ["bits", `[${bitPrefixes}]'[^']*(?:'|$)`],
    ["quoted", names.join("|")],
    ["word", `[A-Za-z_${high}][\\w$${high}]*`],
    ["parameter", parameters],
    ["symbol", [...operators, "[^]"].join("|")],
  ];
  return sources.map(([kind, source]) => [kind, new RegExp(source, "uy")]);
}

/** Every character beyond ASCII may be part of a name. */
const high = "\\u0080-\\u{10FFFF}";

function tokenAt(
  sql: string,
  start: number,
  lexemes: Lexemes,
  { nestedComments, bracketNames }: Lexical,
  previous: Token | null,
): Token {
  const make = (kind: TokenKind, end: number): Token => ({ kind, text: sql.slice(start, end), start, end });
  if (nestedComments && sql.startsWith("/*", start)) return make("comment", endOfComment(sql, start));
  if (bracketNames === "no subscript" && sql[start] === "[" && !mayTakeSubscript(previous)) {
    const end = sql.indexOf("]", start);
    if (end !== -1) return make("quoted", end + 1);
  }
  for (const [kind, lexeme] of lexemes) {
    lexeme.lastIndex = start;
    if (lexeme.test(sql)) return make(kind, lexeme.lastIndex);
  }
  return make("symbol", start + 1);
}

function endOfComment(sql: string, start: number): number {
  const edge = /\/\*|\*\//gu;
  edge.lastIndex = start;
  let depth = 0;
  for (let found = edge.exec(sql); found !== null; found = edge.exec(sql)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return sql.length;
}

/** A subscript follows a value or the word ARRAY; after a word that wants a value there can be none. */
function mayTakeSubscript(previous: Token | null): boolean {
  if (previous === null) return false;
  if (previous.kind === "symbol") return previous.text === ")" || previous.text === "]";
  return previous.kind !== "word" || !beforeValue.has(previous.text.toUpperCase());
}

const beforeValue: ReadonlySet<string> = new Set(
  (
    "ALL AND AS BETWEEN BY CASE CHECK COLLATE DELETE DISTINCT ELSE ESCAPE EXCEPT EXISTS FROM GLOB HAVING IN INTO IS " +
    "JOIN LIKE LIMIT MATCH NOT OF OFFSET ON OR REFERENCES REGEXP RETURNING SELECT SET TABLE THEN UNION UPDATE USING " +
    "VALUES WHEN WHERE"
  ).split(" "),
);
