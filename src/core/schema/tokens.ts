/** A piece of SQL text; the pieces joined give the text back. */
export interface Token {
  readonly kind: "name" | "string" | "space" | "other";
  readonly text: string;
  /** What a name says without its quotes; null for all else. */
  readonly name: string | null;
  readonly quoted: boolean;
}

const lexeme =
  /(?<space>\s+|--[^\n]*|\/\*[^]*?\*\/)|(?<string>[eE]'(?:[^'\\]|\\[^]|'')*'|[xXbBnN]?'(?:[^']|'')*'|\$(?<tag>[A-Za-z_]*)\$[^]*?\$\k<tag>\$)|(?<quoted>"(?:[^"]|"")*"|`(?:[^`]|``)*`)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<other>\d[\p{L}\p{N}_.]*|::|[^])/gu;

/** Split SQL text into tokens as PostgreSQL and SQLite both read it. */
export function tokensOf(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  lexeme.lastIndex = 0;
  let match: RegExpExecArray | null;
  while ((match = lexeme.exec(sql)) !== null) {
    const bracket = match[0] === "[" && !isSubscript(tokens.at(-1)) ? sql.indexOf("]", match.index) : -1;
    const end = match[0].startsWith("/*") ? endOfComment(sql, match.index) : -1;
    const text =
      bracket !== -1
        ? sql.slice(match.index, bracket + 1)
        : end !== -1
          ? sql.slice(match.index, end)
          : match[0];
    lexeme.lastIndex = match.index + text.length;
    tokens.push(bracket === -1 ? tokenOf(text, match.groups ?? {}) : nameToken(text, text.slice(1, -1)));
  }
  lexeme.lastIndex = 0;
  return tokens;
}

/** The text of a statement from its first word on: without the blanks and comments before it. */
export function afterComments(sql: string): string {
  return sql.replace(leading, "");
}

const leading = /^(?:\s|--[^\n]*(?:\n|$)|\/\*[^]*?\*\/)+/u;

/** A name among the tokens, with the tokens around it that are no space. */
export interface NameInText {
  readonly token: Token;
  readonly previous: Token | null;
  readonly beforePrevious: Token | null;
  readonly next: Token | null;
  readonly afterNext: Token | null;
}

/** Every name in the text with its neighbours, in order. */
export function namesIn(sql: string): readonly NameInText[] {
  const tokens = tokensOf(sql).filter(({ kind }) => kind !== "space");
  return tokens.flatMap((token, index) => (token.kind === "name" ? [neighbours(tokens, index)] : []));
}

/** The text with tokens replaced; null keeps a token as it is. */
export function rewriteTokens(sql: string, replace: (place: NameInText) => string | null): string {
  const tokens = tokensOf(sql);
  const solid = tokens.filter(({ kind }) => kind !== "space");
  let index = -1;
  return tokens
    .map((token) => {
      if (token.kind === "space") return token.text;
      index += 1;
      return replace(neighbours(solid, index)) ?? token.text;
    })
    .join("");
}

/** Whether a name token says this name; without quotes case does not count. */
export function says(token: Token | null, name: string): boolean {
  if (token === null || token.name === null) return false;
  return token.quoted ? token.name === name : token.name.toLowerCase() === name.toLowerCase();
}

/** A name as SQL says it in place of the token: quoted when that one was, or when it must be. */
export function spelled(name: string, like: Token): string {
  return like.quoted ? quoted(name) : written(name);
}

/** A name as people write it: in double quotes only where it must be. */
export function written(name: string): string {
  return /^[a-z_][a-z0-9_]*$/u.test(name) && !reserved.has(name) ? name : quoted(name);
}

/** A name in double quotes, which both databases understand. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Words that cannot be a name without quotes in one database or the other. */
const reserved: ReadonlySet<string> = new Set(
  (
    "add all alter analyse analyze and any array as asc asymmetric authorization autoincrement between binary both " +
    "case cast check collate collation column commit concurrently constraint create cross current_catalog " +
    "current_date current_role current_schema current_time current_timestamp current_user default deferrable " +
    "delete desc distinct do drop else end escape except exists false fetch for foreign freeze from full grant " +
    "group having if ilike in index initially inner insert intersect into is isnull join lateral leading left like " +
    "limit localtime localtimestamp natural not nothing notnull null offset on only or order outer overlaps placing " +
    "primary references returning right select session_user set similar some symmetric system_user table " +
    "tablesample then to trailing transaction true union unique update user using values variadic verbose when " +
    "where window with"
  ).split(" "),
);

/** Where a comment ends for PostgreSQL, which nests them; -1 when it would not, as one that SQLite can read. */
function endOfComment(sql: string, start: number): number {
  const edge = /\/\*|\*\//gu;
  edge.lastIndex = start;
  let depth = 0;
  for (let found = edge.exec(sql); found !== null; found = edge.exec(sql)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return edge.lastIndex;
  }
  return -1;
}

function isSubscript(previous: Token | undefined): boolean {
  return (
    previous !== undefined && (previous.kind === "name" || previous.text === "]" || previous.text === ")")
  );
}

function tokenOf(text: string, groups: Readonly<Record<string, string | undefined>>): Token {
  if (groups["word"] !== undefined) return { kind: "name", text, name: text, quoted: false };
  if (groups["quoted"] !== undefined) {
    const quote = text.charAt(0);
    return nameToken(text, text.slice(1, -1).replaceAll(quote + quote, quote));
  }
  const kind = groups["space"] !== undefined ? "space" : groups["string"] !== undefined ? "string" : "other";
  return { kind, text, name: null, quoted: false };
}

function nameToken(text: string, name: string): Token {
  return { kind: "name", text, name, quoted: true };
}

function neighbours(tokens: readonly Token[], index: number): NameInText {
  return {
    token: tokens[index] as Token,
    previous: tokens[index - 1] ?? null,
    beforePrevious: tokens[index - 2] ?? null,
    next: tokens[index + 1] ?? null,
    afterNext: tokens[index + 2] ?? null,
  };
}
