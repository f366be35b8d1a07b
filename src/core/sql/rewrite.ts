import type { Token } from "./tokens.ts";

/** The text with tokens replaced; null keeps a token as it is, and so are white space and comments. */
export function rewriteTokens(
  sql: string,
  tokens: readonly Token[],
  replace: (token: Token, at: number) => string | null,
): string {
  let text = "";
  let kept = 0;
  for (const [at, token] of tokens.entries()) {
    const other = replace(token, at);
    if (other === null) continue;
    text += sql.slice(kept, token.start) + other;
    kept = token.end;
  }
  return text + sql.slice(kept);
}
