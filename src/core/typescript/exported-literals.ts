import type { ExportedLiterals, Literal } from "./literal.ts";
import { depthChange, nextToken, type Token } from "./tokens.ts";

/**
 * The exported constants of a TypeScript module, read without running it. `export default` is the name
 * `default`; one call around the value (`defineConfig({...})`), `as const` and `satisfies T` are seen through.
 * With `wanted`, reading stops as soon as none of these names can still come.
 */
export function exportedLiterals(source: string, wanted?: ReadonlySet<string>): ExportedLiterals {
  const values = new Map<string, Literal>();
  const lines = new Map<string, number>();
  const reader = createReader(source);
  for (let token = reader.next(); token !== null; token = reader.next()) {
    if (reader.depth() !== 0 || token.kind !== "word" || token.text !== "export") continue;
    const declared = declaration(reader);
    if (declared === null) {
      // A list of names, another module's exports, a class, a type.
      lines.set("*", lineOf(source, token.start));
      continue;
    }
    const { name } = declared;
    lines.set(name, lineOf(source, token.start));
    if (wanted === undefined || wanted.has(name)) {
      const found = declared.isFunction ? null : initializer(reader, name);
      if (found !== null) values.set(name, found.value);
    } else if (!declaredLater(source, token.end, wanted)) break;
  }
  return { values, lines };
}

const constant = /export\s+(?:const|let|var)\s+([\w$]+)/y;

/** Whether one of the names may be exported as a constant after an offset. */
function declaredLater(source: string, offset: number, wanted: ReadonlySet<string>): boolean {
  for (let at = source.indexOf("export", offset); at !== -1; at = source.indexOf("export", at + 1)) {
    constant.lastIndex = at;
    if (wanted.has(constant.exec(source)?.[1] ?? "")) return true;
  }
  return false;
}

/** The line, counted from 1, of an offset. */
export function lineOf(source: string, offset: number): number {
  let line = 1;
  for (let at = source.indexOf("\n"); at !== -1 && at < offset; at = source.indexOf("\n", at + 1)) line += 1;
  return line;
}

/** Tokens with a look ahead of one. */
interface TokenReader {
  next(): Token | null;
  peek(): Token | null;
  /** How many brackets are open before the next token. */
  depth(): number;
}

function createReader(source: string): TokenReader {
  let ahead: Token | null | undefined;
  let last: Token | null = null;
  let depth = 0;
  const pull = (): Token | null => {
    const token = nextToken(source, last?.end ?? 0, last);
    last = token ?? last;
    return token;
  };
  return {
    next() {
      const token = ahead === undefined ? pull() : ahead;
      ahead = undefined;
      if (token !== null) depth += depthChange(token);
      return token;
    },
    peek() {
      if (ahead === undefined) ahead = pull();
      return ahead;
    },
    depth: () => depth,
  };
}

const declarations = new Set(["default", "const", "let", "var", "async", "function"]);

/** What is declared after `export`; what it is worth is still to be read. */
function declaration(reader: TokenReader): { name: string; isFunction: boolean } | null {
  const first = reader.peek();
  if (first?.kind !== "word" || !declarations.has(first.text)) return null;
  reader.next();
  if (first.text === "default") return { name: "default", isFunction: false };
  let isFunction = first.text === "async" || first.text === "function";
  for (let text = reader.peek()?.text; text === "function" || text === "*"; text = reader.peek()?.text) {
    isFunction = true;
    reader.next();
  }
  const name = reader.peek();
  if (name?.kind !== "word") return null;
  reader.next();
  return { name: name.text, isFunction };
}

/** The value after `name[: type] =`, or after `export default`; null when it is no literal. */
function initializer(reader: TokenReader, name: string): { value: Literal } | null {
  if (name !== "default" && !skipType(reader)) return null;
  const first = reader.peek();
  if (name === "default" && first?.kind === "word" && !(first.text in names)) {
    reader.next();
    if (reader.peek()?.text !== "(") return null;
    reader.next();
    const inner = literal(reader);
    if (reader.peek()?.text === ",") reader.next();
    return reader.peek()?.text === ")" ? inner : null;
  }
  const value = literal(reader);
  const after = reader.peek();
  const ends =
    after === null ||
    after.text === ";" ||
    after.afterNewline ||
    after.text === "as" ||
    after.text === "satisfies";
  return ends && !continues(after) ? value : null;
}

/** A line that starts with an operator belongs to the expression before it. */
function continues(token: Token | null): boolean {
  return token !== null && token.kind === "mark" && "+-*/%&|^<>=?.,([".includes(token.text);
}

/** Skip `: type` up to the equals sign; false when there is none. */
function skipType(reader: TokenReader): boolean {
  let depth = 0;
  for (let token = reader.peek(); token !== null; token = reader.peek()) {
    if (depth === 0 && token.text === ";") return false;
    reader.next();
    depth += depthChange(token);
    if (depth < 0) return false;
    if (depth === 0 && token.kind === "mark" && token.text === "=" && reader.peek()?.text !== ">")
      return true;
  }
  return false;
}

const names: Readonly<Record<string, Literal>> = { true: true, false: false, null: null, undefined };

function literal(reader: TokenReader): { value: Literal } | null {
  const token = reader.next();
  if (token === null) return null;
  if (token.kind === "string" || token.kind === "number") return { value: token.value };
  if (token.kind === "template") return token.value === null ? null : { value: token.value };
  if (token.kind === "word") return token.text in names ? { value: names[token.text] } : null;
  if (token.text === "-" && reader.peek()?.kind === "number") return { value: -Number(reader.next()?.value) };
  if (token.text === "[") return array(reader);
  if (token.text === "{") return object(reader);
  return null;
}

function array(reader: TokenReader): { value: Literal } | null {
  const items: Literal[] = [];
  while (reader.peek()?.text !== "]") {
    const item = element(reader, "]");
    if (item === null) return null;
    items.push(item.value);
  }
  reader.next();
  return { value: items };
}

function object(reader: TokenReader): { value: Literal } | null {
  const entries: [string, Literal][] = [];
  while (reader.peek()?.text !== "}") {
    const key = reader.next();
    if (key === null || (key.kind !== "word" && key.kind !== "string" && key.kind !== "number")) return null;
    if (reader.next()?.text !== ":") return null;
    const item = element(reader, "}");
    if (item === null) return null;
    entries.push([String(key.value ?? key.text), item.value]);
  }
  reader.next();
  return { value: Object.fromEntries(entries) };
}

/** One element of a list, with `as const` and the comma after it. */
function element(reader: TokenReader, close: string): { value: Literal } | null {
  const item = literal(reader);
  if (reader.peek()?.text === "as") {
    reader.next();
    if (reader.next()?.text !== "const") return null;
  }
  const after = reader.peek()?.text;
  if (after === ",") reader.next();
  return after === "," || after === close ? item : null;
}
