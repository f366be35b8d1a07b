import { formatName } from "../schema/names.ts";
import { isName, isSymbol, isWord, nameOf, type Token } from "./tokens.ts";

/** A table as SQL names it. */
export interface NamedRelation {
  /** As in schema/names.ts; `public` and `main` are the namespaces that go without saying. */
  readonly key: string;
  /** Another name in the same namespace. */
  sibling(name: string): string;
  /** The same name in another namespace. */
  inSchema(schema: string): string;
}

/** The name of a table that stands there, with `ONLY` before it and `*` after it, and the place after it. */
export function relationAt(
  tokens: readonly Token[],
  start: number,
): readonly [relation: NamedRelation | null, next: number] {
  let at = isWord(tokens[start], "ONLY") ? start + 1 : start;
  const bracketed = at > start && isSymbol(tokens[at], "(");
  if (bracketed) at += 1;
  const parts: string[] = [];
  for (let token = tokens[at]; isName(token) || (parts.length === 0 && token?.kind === "string");) {
    parts.push(nameSaid(token));
    at += 1;
    if (!isSymbol(tokens[at], ".")) break;
    at += 1;
    token = tokens[at];
  }
  const name = parts.at(-1);
  if (name === undefined) return [null, start];
  if (isSymbol(tokens[at], "*") || (bracketed && isSymbol(tokens[at], ")"))) at += 1;
  const schema = plainSchema(parts.at(-2) ?? null);
  return [
    {
      key: formatName({ schema, name }),
      sibling: (other) => formatName({ schema, name: other }),
      inSchema: (other) => formatName({ schema: plainSchema(other), name }),
    },
    at,
  ];
}

/** The names of a list that begins there. */
export function namesAt(tokens: readonly Token[], start: number): readonly string[] {
  const names: string[] = [];
  for (let at = start; at < tokens.length; at++) {
    const [name, next] = relationAt(tokens, at);
    if (name === null) break;
    names.push(name.key);
    at = next;
    if (!isSymbol(tokens[at], ",")) break;
  }
  return names;
}

/** The name that a token says: PostgreSQL folds what is not quoted to lower case, SQLite does not care. */
export function nameSaid(token: Token | undefined): string {
  if (token === undefined) return "";
  return token.kind === "word" ? token.text.toLowerCase() : nameOf(token);
}

/** The place of the bracket that closes the one at a place; the end where none does. */
export function closingBracket(tokens: readonly Token[], at: number): number {
  let depth = 0;
  for (let index = at; index < tokens.length; index++) {
    const token = tokens[index];
    if (isSymbol(token, "(") || isSymbol(token, "[")) depth += 1;
    if ((isSymbol(token, ")") || isSymbol(token, "]")) && --depth === 0) return index;
  }
  return tokens.length;
}

function plainSchema(schema: string | null): string | null {
  return schema === "public" || schema === "main" ? null : schema;
}
