import type { Lexical } from "./lexical.ts";
import { closingBracket, nameSaid, relationAt, type NamedRelation } from "./names.ts";
import { isName, isSymbol, isWord, tokensOf, type Token } from "./tokens.ts";

/** A statement that is read from its first word on; what is asked for is passed when it is there. */
export interface Reader {
  readonly lexical: Lexical;
  /** The token that comes next, or one after it. */
  peek(ahead?: number): Token | undefined;
  /** Whether nothing is left. */
  readonly done: boolean;
  /** Pass these words where they come next, one after the other. */
  words(...words: readonly string[]): boolean;
  /** Pass the word where one of these comes next, and say which; in capitals. */
  oneOf(...words: readonly string[]): string | null;
  symbol(text: string): boolean;
  /** The name that comes next, of one part. */
  name(): string | null;
  /** The name of a table, a type or the like, in its namespace. */
  relation(): NamedRelation | null;
  /** The same where one must stand. Throw NotUnderstood where none does. */
  needName(): string;
  needRelation(): NamedRelation;
  /** The keys of a list of such names, as far as it goes. */
  relations(): readonly string[];
  /** What is in the next brackets, as a reader of its own. */
  brackets(): Reader | null;
  /** The text up to a place that `ends`, brackets passed as a whole. */
  textUntil(ends: (token: Token, reader: Reader) => boolean): string;
  /** The parts between commas outside of brackets. */
  parts(): readonly Reader[];
  /** All that is left, as it is written. */
  readonly rest: string;
  /** Whether one of these words is left anywhere, also within brackets. */
  has(...words: readonly string[]): boolean;
  skip(): void;
}

/** Thrown where a statement goes on in another way than its beginning says; never reaches a user. */
export class NotUnderstood extends Error {}

/** A reader of one statement, without the semicolon at its end. */
export function createReader(sql: string, lexical: Lexical): Reader {
  const tokens = tokensOf(sql, lexical);
  const end = isSymbol(tokens.at(-1), ";") ? tokens.length - 1 : tokens.length;
  return readerOf(sql, tokens.slice(0, end), lexical);
}

/** The names of a list of columns in brackets; null where an item is no plain name. */
export function plainNames(list: Reader | null): readonly string[] | null {
  const names = (list?.parts() ?? []).map((part) => {
    const name = part.name();
    return part.done ? name : null;
  });
  return names.length === 0 || names.includes(null) ? null : (names as readonly string[]);
}

function readerOf(sql: string, tokens: readonly Token[], lexical: Lexical): Reader {
  let at = 0;
  const text = (from: number, to: number): string => {
    const [first, last] = [tokens[from], tokens[to - 1]];
    return first === undefined || last === undefined || to <= from ? "" : sql.slice(first.start, last.end);
  };
  const reader: Reader = {
    lexical,
    peek: (ahead = 0) => tokens[at + ahead],
    get done() {
      return at >= tokens.length;
    },
    words(...words) {
      const fits = words.every((word, index) => isWord(tokens[at + index], word));
      if (fits) at += words.length;
      return fits;
    },
    oneOf(...words) {
      const token = tokens[at];
      if (!isWord(token, ...words)) return null;
      at += 1;
      return token?.text.toUpperCase() ?? null;
    },
    symbol(wanted) {
      const fits = isSymbol(tokens[at], wanted);
      if (fits) at += 1;
      return fits;
    },
    name() {
      if (!isName(tokens[at])) return null;
      at += 1;
      return nameSaid(tokens[at - 1]);
    },
    relation() {
      const [found, next] = relationAt(tokens, at);
      at = next;
      return found;
    },
    relations() {
      const found: string[] = [];
      for (let next = reader.relation(); next !== null; next = reader.relation()) {
        found.push(next.key);
        if (!reader.symbol(",")) break;
      }
      return found;
    },
    needName() {
      const found = reader.name();
      if (found === null) throw new NotUnderstood(sql);
      return found;
    },
    needRelation() {
      const found = reader.relation();
      if (found === null) throw new NotUnderstood(sql);
      return found;
    },
    brackets() {
      if (!isSymbol(tokens[at], "(")) return null;
      const close = closingBracket(tokens, at);
      const inside = readerOf(sql, tokens.slice(at + 1, close), lexical);
      at = close + 1;
      return inside;
    },
    textUntil(ends) {
      const from = at;
      while (at < tokens.length && !ends(tokens[at] as Token, reader))
        at = isSymbol(tokens[at], "(") || isSymbol(tokens[at], "[") ? closingBracket(tokens, at) + 1 : at + 1;
      return text(from, Math.min(at, tokens.length));
    },
    parts() {
      const found: Reader[] = [];
      while (at < tokens.length) {
        const from = at;
        reader.textUntil((token) => isSymbol(token, ","));
        found.push(readerOf(sql, tokens.slice(from, at), lexical));
        at += 1;
      }
      return found;
    },
    get rest() {
      return text(at, tokens.length);
    },
    has: (...words) => tokens.slice(at).some((token) => isWord(token, ...words)),
    skip() {
      at += 1;
    },
  };
  return reader;
}
