import { isSymbol, isWord, nameOf, type Token } from "../../../core/sql/tokens.ts";
import { tokenize } from "../tokens.ts";

/** A place in a list of tokens, moved on by the functions below. */
export interface Cursor {
  readonly source: string;
  readonly tokens: readonly Token[];
  at: number;
}

/** A piece of source between brackets. */
export interface Group {
  /** The text inside, without the spaces around it. */
  readonly text: string;
  readonly tokens: readonly Token[];
}

/** A cursor at the start of a text. */
export function cursorOver(source: string): Cursor {
  return { source, tokens: tokenize(source), at: 0 };
}

/** The token under the cursor; undefined at the end. */
export function peek(cursor: Cursor, ahead = 0): Token | undefined {
  return cursor.tokens[cursor.at + ahead];
}

/** Move past these keywords if all of them come next. */
export function accept(cursor: Cursor, ...words: readonly string[]): boolean {
  if (!words.every((word, ahead) => isWord(peek(cursor, ahead), word))) return false;
  cursor.at += words.length;
  return true;
}

/** Move past one of these keywords; null when none of them is next. */
export function acceptOne(cursor: Cursor, ...words: readonly string[]): string | null {
  const token = peek(cursor);
  if (token === undefined || !isWord(token, ...words)) return null;
  cursor.at++;
  return token.text.toUpperCase();
}

/** Move past this operator or bracket if it is next. */
export function acceptSymbol(cursor: Cursor, text: string): boolean {
  if (!isSymbol(peek(cursor), text)) return false;
  cursor.at++;
  return true;
}

/** The name under the cursor; empty at the end. */
export function takeName(cursor: Cursor): string {
  const token = peek(cursor);
  cursor.at++;
  return token === undefined ? "" : nameOf(token);
}

/** The last part of a name that may be qualified. */
export function takeQualifiedName(cursor: Cursor): string {
  const name = takeName(cursor);
  return acceptSymbol(cursor, ".") ? takeName(cursor) : name;
}

/** What is between the bracket under the cursor and its partner; null when no bracket is next. */
export function takeGroup(cursor: Cursor): Group | null {
  if (!acceptSymbol(cursor, "(")) return null;
  const first = cursor.at;
  for (let depth = 1; cursor.at < cursor.tokens.length; cursor.at++) {
    if (isSymbol(peek(cursor), "(")) depth++;
    if (isSymbol(peek(cursor), ")") && --depth === 0) break;
  }
  const group = groupOf(cursor.source, cursor.tokens.slice(first, cursor.at));
  cursor.at++;
  return group;
}

/** The parts of a group between its commas. */
export function splitGroup(group: Group, source: string): readonly Group[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of group.tokens) {
    if (isSymbol(token, "(")) depth++;
    if (isSymbol(token, ")")) depth--;
    if (depth === 0 && isSymbol(token, ",")) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.map((tokens) => groupOf(source, tokens));
}

/** The source that some tokens cover. */
export function groupOf(source: string, tokens: readonly Token[]): Group {
  return { text: source.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0), tokens };
}
