/** What a piece of SQL text is. `quoted` is an identifier in one of three quotes, `string` a literal. */
type TokenKind = "word" | "quoted" | "string" | "blob" | "number" | "variable" | "symbol";

/** A piece of SQL text with its place in the source. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The tokens of a text, without spaces and comments. Never fails: what is unterminated reaches to the end. */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    trivia.lastIndex = at;
    at += trivia.exec(source)?.[0].length ?? 0;
    if (at >= source.length) break;
    const { kind, text } = tokenAt(source, at);
    tokens.push({ kind, text, start: at, end: at + text.length });
    at += text.length;
  }
  return tokens;
}

/** True when the token is this keyword, written bare in any case. */
export function isWord(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.kind === "word" && words.includes(token.text.toUpperCase());
}

/** True when the token is this operator or bracket. */
export function isSymbol(token: Token | undefined, text: string): boolean {
  return token?.kind === "symbol" && token.text === text;
}

/** The name that a token says: quotes removed, doubled ones made single. */
export function nameOf(token: Token): string {
  const quote = token.text[0] ?? "";
  if (token.kind === "word" || !(quote in closing)) return token.text;
  const inside = token.text.slice(1, -1);
  return quote === "[" ? inside : inside.replaceAll(quote + quote, quote);
}

/** Names are equal to SQLite whatever the case of their ASCII letters. */
export function foldName(name: string): string {
  return name.replaceAll(/[A-Z]+/gu, (letters) => letters.toLowerCase());
}

/** A name in double quotes. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Text as an SQL string. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

const trivia = /(?:[\s\uFEFF]|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))*/uy;
const closing: Readonly<Record<string, string>> = { '"': '"', "`": "`", "[": "]", "'": "'" };
const quoted: Readonly<Record<string, RegExp>> = {
  '"': /"(?:[^"]|"")*(?:"|$)/uy,
  "`": /`(?:[^`]|``)*(?:`|$)/uy,
  "[": /\[[^\]]*(?:\]|$)/uy,
  "'": /'(?:[^']|'')*(?:'|$)/uy,
};
const shapes: readonly (readonly [TokenKind, RegExp])[] = [
  ["blob", /[xX]'[^']*(?:'|$)/uy],
  ["number", /0[xX][0-9a-fA-F_]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d[\d_]*)?/uy],
  ["word", /[A-Za-z_\u0080-\u{10FFFF}][\w$\u0080-\u{10FFFF}]*/uy],
  ["variable", /\?\d*|[:@#$][\w$\u0080-\u{10FFFF}]+/uy],
  ["symbol", /->>|->|\|\||<<|>>|<=|>=|<>|!=|==|[\s\S]/uy],
];

function tokenAt(source: string, at: number): { kind: TokenKind; text: string } {
  const quote = source[at] ?? "";
  const inQuotes = quoted[quote];
  if (inQuotes !== undefined) {
    return { kind: quote === "'" ? "string" : "quoted", text: matchAt(inQuotes, source, at) };
  }
  for (const [kind, shape] of shapes) {
    const text = matchAt(shape, source, at);
    if (text !== "") return { kind, text };
  }
  return { kind: "symbol", text: quote };
}

function matchAt(shape: RegExp, source: string, at: number): string {
  shape.lastIndex = at;
  return shape.exec(source)?.[0] ?? "";
}
