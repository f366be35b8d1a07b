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
const number = /0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?n?/y;
const blank = /(?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const regex = /\/(?:[^\\/[\n]|\\.|\[(?:[^\\\]\n]|\\.)*\])+\/[a-z]*/y;
const quoted = /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'/y;

/** Words after which a slash begins a regular expression. */
const beforeOperand = new Set(["return", "typeof", "case", "in", "of", "do", "else", "void", "delete", "throw", "new", "await", "yield"]);

/**
 * Read TypeScript source token by token, from `offset` on. Strings, templates, comments and regular
 * expressions are told apart, so that nothing inside them is taken for code.
 */
export function* tokens(source: string, offset = 0): Generator<Token> {
  let position = offset;
  let previous: Token | null = null;
  for (;;) {
    const start = skip(blank, source, position);
    if (start >= source.length) return;
    const afterNewline = source.slice(position, start).includes("\n");
    const token = read(source, start, previous, afterNewline);
    position = token.end;
    previous = token;
    yield token;
  }
}

function read(source: string, start: number, previous: Token | null, afterNewline: boolean): Token {
  const char = source[start] ?? "";
  const make = (kind: Token["kind"], end: number, value: Token["value"] = null): Token => {
    const text = source.slice(start, end);
    return { kind, text, value, start, end, afterNewline };
  };
  if (char === '"' || char === "'") {
    const end = skip(quoted, source, start);
    return end === start ? make("mark", start + 1) : make("string", end, unescape(source.slice(start + 1, end - 1)));
  }
  if (char === "`") {
    const { end, plain } = template(source, start);
    return make("template", end, plain ? unescape(source.slice(start + 1, end - 1).replaceAll("\r\n", "\n")) : null);
  }
  if (/[\d.]/u.test(char)) {
    const end = skip(number, source, start);
    if (end > start && /\d/u.test(source.slice(start, end))) {
      return make("number", end, Number(source.slice(start, end).replaceAll("_", "").replace(/n$/u, "")));
    }
  }
  const wordEnd = skip(word, source, start);
  if (wordEnd > start) return make("word", wordEnd);
  if (char === "/" && operandExpected(previous)) {
    const end = skip(regex, source, start);
    if (end > start) return make("regex", end);
  }
  return make("mark", start + 1);
}

/** A template ends at its own backtick; what stands in `${}` is code and may hold templates again. */
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

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", b: "\b", f: "\f", v: "\v", "0": "\0", "\n": "" };

function unescape(text: string): string {
  if (!text.includes("\\")) return text;
  const pattern = /\\(?:u\{([\da-fA-F]+)\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|\r\n|([\s\S]))/gu;
  return text.replace(pattern, (_, braced?: string, four?: string, two?: string, one?: string) => {
    const code = braced ?? four ?? two;
    if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
    return one === undefined ? "" : (escapes[one] ?? one);
  });
}
