/** A piece of SQL text; `blank` is white space and comments. */
export interface Token {
  readonly kind: "blank" | "string" | "name" | "word" | "number" | "parameter" | "mark";
  readonly text: string;
  readonly offset: number;
}

const patterns: readonly (readonly [Token["kind"], RegExp])[] = [
  ["blank", /(?:\s+|--[^\n]*)+/uy],
  ["string", /[eE]'(?:[^'\\]|''|\\[\s\S])*(?:'|$)|(?:[bBxXnN]|[uU]&)?'(?:[^']|'')*(?:'|$)/uy],
  ["string", /\$((?:[\p{L}_][\p{L}\d_]*)?)\$[\s\S]*?(?:\$\1\$|$(?![\s\S]))/uy],
  ["name", /(?:[uU]&)?"(?:[^"]|"")*(?:"|$)/uy],
  ["word", /[\p{L}_][\p{L}\d_$]*/uy],
  ["number", /(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/uy],
  ["parameter", /\$\d+/uy],
  ["mark", /::|[\s\S]/uy],
];

/** Read SQL as PostgreSQL does: nested comments, E'' strings and dollar quotes are one token each. */
export function* tokens(sql: string): Generator<Token> {
  let offset = 0;
  while (offset < sql.length) {
    const token = read(sql, offset);
    yield token;
    offset += token.text.length;
  }
}

/** Whether the text speaks of this name, as a quoted name or as a bare word. */
export function mentions(sql: string, name: string): boolean {
  for (const { kind, text } of tokens(sql)) {
    if (kind === "name" && text.slice(1, -1).replaceAll('""', '"') === name) return true;
    if (kind === "word" && text.toLowerCase() === name) return true;
  }
  return false;
}

function read(sql: string, offset: number): Token {
  if (sql.startsWith("/*", offset)) {
    return { kind: "blank", text: sql.slice(offset, endOfComment(sql, offset)), offset };
  }
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = offset;
    const text = pattern.exec(sql)?.[0];
    if (text !== undefined && text !== "") return { kind, text, offset };
  }
  return { kind: "mark", text: sql.slice(offset, offset + 1), offset };
}

function endOfComment(sql: string, start: number): number {
  let depth = 0;
  for (let at = start; at < sql.length; at += 1) {
    const pair = sql.slice(at, at + 2);
    if (pair === "/*") depth += 1;
    else if (pair === "*/") depth -= 1;
    else continue;
    at += 1;
    if (depth === 0) return at + 1;
  }
  return sql.length;
}
