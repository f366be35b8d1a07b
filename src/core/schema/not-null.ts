import { commonSql } from "../sql/lexical.ts";
import { isSymbol, isWord, tokensOf } from "../sql/tokens.ts";
import { says } from "../sql/written-name.ts";

/** Whether an expression is `column IS NOT NULL` and no more. */
export function saysNotNull(expression: string, column: string): boolean {
  const [name, ...rest] = tokensOf(expression, commonSql).filter(
    (token) => !isSymbol(token, "(") && !isSymbol(token, ")"),
  );
  return (
    says(name, column) &&
    rest.length === 3 &&
    ["IS", "NOT", "NULL"].every((word, at) => isWord(rest[at], word))
  );
}
