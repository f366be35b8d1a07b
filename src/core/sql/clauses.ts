import type { Lexical } from "./lexical.ts";
import { isSymbol, isWord, tokensOf, type Token } from "./tokens.ts";

/** The longest query that is left on one line. */
const width = 80;

/** A long query of one line with each of its clauses on a line of its own; any other as it is. */
export function clauseLines(query: string, lexical: Lexical): string {
  if (query.length <= width || query.includes("\n")) return query;
  const tokens = tokensOf(query, lexical);
  let depth = 0;
  let written = "";
  let from = 0;
  tokens.forEach((token, at) => {
    if (isSymbol(token, "(") || isSymbol(token, "[")) depth += 1;
    if (isSymbol(token, ")") || isSymbol(token, "]")) depth -= 1;
    if (depth > 0 || at === 0 || !beginsClause(tokens, at)) return;
    written += `${query.slice(from, token.start).trimEnd()}\n`;
    from = token.start;
  });
  return written + query.slice(from);
}

/** Whether a part of a query begins here that people give a line to. */
function beginsClause(tokens: readonly Token[], at: number): boolean {
  const [before, token, next] = [tokens[at - 1], tokens[at], tokens[at + 1]];
  if (isSymbol(before, ".") || isWord(before, "AS")) return false;
  if (isWord(token, "GROUP", "ORDER")) return isWord(next, "BY");
  // `IS DISTINCT FROM` is an operator.
  if (isWord(token, "FROM")) return !isWord(before, "DISTINCT");
  if (isWord(token, "JOIN")) return !isWord(before, ...joins);
  if (isWord(token, ...joins)) return isWord(next, "JOIN", "OUTER", ...joins) && !isWord(before, ...joins);
  if (isWord(token, "SELECT")) return !isSymbol(before, "(");
  return isWord(token, "WHERE", "HAVING", "WINDOW", "LIMIT", "OFFSET", "UNION", "INTERSECT", "EXCEPT");
}

const joins = ["NATURAL", "LEFT", "RIGHT", "FULL", "INNER", "CROSS", "OUTER"];
