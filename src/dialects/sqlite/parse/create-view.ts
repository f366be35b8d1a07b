import { isSymbol, isWord, nameOf, type Token } from "../../../core/sql/tokens.ts";
import { foldName, tokenize } from "../tokens.ts";
import { accept, cursorOver, groupOf, takeGroup, takeQualifiedName } from "./cursor.ts";

/** What the text of a CREATE VIEW says. */
export interface ParsedView {
  readonly columns: readonly string[] | null;
  readonly query: string;
}

/** Read a CREATE VIEW that SQLite has accepted; null when the text is something else. */
export function parseCreateView(sql: string): ParsedView | null {
  const cursor = cursorOver(sql);
  if (!accept(cursor, "CREATE")) return null;
  if (!accept(cursor, "TEMP")) accept(cursor, "TEMPORARY");
  if (!accept(cursor, "VIEW")) return null;
  accept(cursor, "IF", "NOT", "EXISTS");
  takeQualifiedName(cursor);
  const group = takeGroup(cursor);
  const columns = group?.tokens.filter((token) => !isSymbol(token, ",")).map(nameOf) ?? null;
  if (!accept(cursor, "AS")) return null;
  return { columns, query: groupOf(sql, cursor.tokens.slice(cursor.at)).text };
}

/** The tables and views among `names` that a query reads from, spelled as in `names`. */
export function tablesRead(query: string, names: readonly string[]): readonly string[] {
  const known = new Map(names.map((name) => [foldName(name), name]));
  const read = new Set<string>();
  for (const token of sources(tokenize(query))) {
    const name = known.get(foldName(nameOf(token)));
    if (name !== undefined) read.add(name);
  }
  return [...read].sort();
}

const clauseEnd = [
  "WHERE",
  "GROUP",
  "HAVING",
  "ORDER",
  "LIMIT",
  "WINDOW",
  "UNION",
  "EXCEPT",
  "INTERSECT",
  "SELECT",
];

/** The tokens that stand where FROM and JOIN name a table. */
function* sources(tokens: readonly Token[]): Generator<Token> {
  // One entry an open bracket: whether the list of a FROM clause goes on there.
  const from: boolean[] = [false];
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    const inFrom = from.at(-1) === true;
    const expected =
      isWord(before, "FROM", "JOIN") || (inFrom && (isSymbol(before, ",") || isSymbol(before, "(")));
    if (isSymbol(token, "(")) from.push(expected);
    else if (isSymbol(token, ")")) from.pop();
    else if (isWord(token, "FROM")) from[from.length - 1] = true;
    else if (isWord(token, ...clauseEnd)) from[from.length - 1] = false;
    else if (expected && isName(token))
      yield isSymbol(tokens[index + 1], ".") ? (tokens[index + 2] ?? token) : token;
  }
}

function isName(token: Token): boolean {
  return token.kind === "word" || token.kind === "quoted" || token.kind === "string";
}
