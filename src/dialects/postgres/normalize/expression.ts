import { isName, nameOf, solidTokens } from "../../../core/sql/tokens.ts";
import { lexical } from "../lexical.ts";

/** An expression without the parentheses and the white space around all of it. */
export function bare(expression: string): string {
  let text = expression.trim();
  while (text.startsWith("(") && closes(text) === text.length - 1) text = text.slice(1, -1).trim();
  return text;
}

/** The name of a column where an expression is no more than it; null for all others. */
export function columnNamed(expression: string): string | null {
  const [token, ...rest] = solidTokens(bare(expression), lexical);
  if (!isName(token) || rest.length > 0) return null;
  return token.kind === "quoted" ? nameOf(token) : token.text.toLowerCase();
}

/**
 * An expression in one spelling, to compare texts by rules alone: comments and white space, case of words,
 * needless quotes and needless casts of literals do not count.
 */
export function comparable(expression: string): string {
  const words: string[] = [];
  for (const { kind, text } of solidTokens(bare(expression), lexical)) {
    if (kind === "word") words.push(text.toLowerCase());
    else if (kind === "quoted" && /^"[a-z_][a-z\d_$]*"$/u.test(text)) words.push(text.slice(1, -1));
    else words.push(text);
  }
  return words.join(" ");
}

/** Where the parenthesis that opens the text is closed; -1 when it never is. */
function closes(text: string): number {
  let depth = 0;
  for (const { kind, text: piece, start } of solidTokens(text, lexical)) {
    if (kind !== "symbol") continue;
    if (piece === "(") depth += 1;
    if (piece === ")") depth -= 1;
    if (depth === 0) return start;
  }
  return -1;
}
