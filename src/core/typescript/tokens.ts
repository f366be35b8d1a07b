/** A piece of TypeScript source. `value` is set for strings, numbers and templates without substitutions. */
export interface Token {
  readonly kind: "word" | "string" | "number" | "template" | "regex" | "mark";
  readonly text: string;
  readonly value: string | number | null;
  /** Offset of its first character. */
  readonly start: number;
  readonly end: number;
  /** True when a line ends between the token before and this one. */
  readonly afterNewline: boolean;
}

const word = /[\p{ID_Start}$_][\p{ID_Continue}$‌‍]*/uy;
const number =
  /0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?n?/y;
const blank = /\s*/y;
const regex = /\/(?:[^\\/[\n]|\\.|\[(?:[^\\\]\n]|\\.)*\])+\/[a-z]*/y;
const quoted = /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'/y;

/** Words after which a slash begins a regular expression. */
const beforeOperand = new Set([
  "return",
  "typeof",
  "case",
  "in",
  "of",
  "do",
  "else",
  "void",
  "delete",
  "throw",
  "new",
  "await",
  "yield",
]);

/**
 * The token at or after an offset of TypeScript source, given the one before it; null at the end. Strings,
 * templates, comments and regular expressions are told apart, so that nothing inside them is taken for code.
 */
export function nextToken(source: string, offset: number, previous: Token | null): Token | null {
  const start = afterBlank(source, offset);
  if (start >= source.length) return null;
  const newline = source.indexOf("\n", offset);
  const afterNewline = newline !== -1 && newline < start;
  const code = source.charCodeAt(start);
  const make = (kind: Token["kind"], end: number, value: Token["value"] = null): Token => {
    const text = source.slice(start, end);
    return { kind, text, value, start, end, afterNewline };
  };
  if (isWordPart(code) && !isDigit(code)) return make("word", afterWord(source, start));
  if (code === doubleQuote || code === singleQuote) {
    const end = skip(quoted, source, start);
    return end === start
      ? make("mark", start + 1)
      : make("string", end, unescape(source.slice(start + 1, end - 1)));
  }
  if (code === backtick) {
    const { end, plain } = template(source, start);
    return make(
      "template",
      end,
      plain ? unescape(source.slice(start + 1, end - 1).replaceAll("\r\n", "\n")) : null,
    );
  }
  if (isDigit(code) || code === dot) {
    const end = skip(number, source, start);
    if (end > start && /\d/u.test(source.slice(start, end)))
      return make("number", end, Number(source.slice(start, end).replaceAll("_", "").replace(/n$/u, "")));
  }
  const wordEnd = code > lastAscii ? skip(word, source, start) : start;
  if (wordEnd > start) return make("word", wordEnd);
  if (code === slash && operandExpected(previous)) {
    const end = skip(regex, source, start);
    if (end > start) return make("regex", end);
  }
  return make("mark", start + 1);
}

/** What a token does to the number of brackets that are open. */
export function depthChange({ kind, text }: Token): number {
  if (kind !== "mark") return 0;
  if (text === "(" || text === "{" || text === "[") return 1;
  return text === ")" || text === "}" || text === "]" ? -1 : 0;
}

/** All tokens from an offset on. */
function* tokens(source: string, offset: number): Generator<Token> {
  let token = nextToken(source, offset, null);
  for (; token !== null; token = nextToken(source, token.end, token)) yield token;
}

// Letters, digits and blanks are told by their codes: thousands of headers are read at each start.
const [tab, newlineCode, carriageReturn, space] = [9, 10, 13, 32];
const [doubleQuote, dollar, singleQuote, star, dot, slash] = [34, 36, 39, 42, 46, 47];
const [underscore, backtick, lastAscii] = [95, 96, 127];

function afterBlank(source: string, offset: number): number {
  let at = offset;
  for (;;) {
    const code = source.charCodeAt(at);
    if (code === space || code === newlineCode || code === tab || code === carriageReturn) {
      at += 1;
    } else if (code === slash && source.charCodeAt(at + 1) === slash) {
      const end = source.indexOf("\n", at);
      at = end === -1 ? source.length : end;
    } else if (code === slash && source.charCodeAt(at + 1) === star) {
      const end = source.indexOf("*/", at + 2);
      if (end === -1) return at;
      at = end + 2;
    } else {
      // Rare ones: form feeds, byte order marks, blanks of other scripts.
      const end = code > lastAscii || code < space ? skip(blank, source, at) : at;
      if (end === at) return at;
      at = end;
    }
  }
}

function afterWord(source: string, start: number): number {
  let end = start + 1;
  while (isWordPart(source.charCodeAt(end))) end += 1;
  return source.charCodeAt(end) > lastAscii ? skip(word, source, start) : end;
}

function isWordPart(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    isDigit(code) ||
    code === underscore ||
    code === dollar
  );
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** A template ends at its own backtick; what is in `${}` is code and may hold templates again. */
function template(source: string, start: number): { end: number; plain: boolean } {
  let plain = true;
  let at = start + 1;
  while (at < source.length) {
    if (source[at] === "\\") at += 2;
    else if (source[at] === "`") return { end: at + 1, plain };
    else if (source[at] === "$" && source[at + 1] === "{") {
      plain = false;
      at = substitution(source, at + 2);
    } else at += 1;
  }
  return { end: source.length, plain: false };
}

function substitution(source: string, start: number): number {
  let depth = 1;
  for (const token of tokens(source, start)) {
    if (token.kind !== "mark") continue;
    if (token.text === "{") depth += 1;
    if (token.text === "}") depth -= 1;
    if (depth === 0) return token.end;
  }
  return source.length;
}

function operandExpected(previous: Token | null): boolean {
  if (previous === null) return true;
  if (previous.kind === "mark") return ![")", "]", "}"].includes(previous.text);
  return previous.kind === "word" && beforeOperand.has(previous.text);
}

function skip(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(source) ? pattern.lastIndex : at;
}

const escapes: Readonly<Record<string, string>> = {
  n: "\n",
  t: "\t",
  r: "\r",
  b: "\b",
  f: "\f",
  v: "\v",
  "0": "\0",
  "\n": "",
};

function unescape(text: string): string {
  if (!text.includes("\\")) return text;
  const pattern = /\\(?:u\{([\da-fA-F]+)\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|\r\n|([\s\S]))/gu;
  return text.replace(pattern, (_, braced?: string, four?: string, two?: string, one?: string) => {
    const code = braced ?? four ?? two;
    if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
    return one === undefined ? "" : (escapes[one] ?? one);
  });
}
