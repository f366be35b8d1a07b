import { isSymbol, nameOf, type Token } from "../../../core/sql/tokens.ts";
import { foldName, quoteText, tokenize } from "../tokens.ts";

/** An expression without the brackets around all of it, and without spaces and comments at its ends. */
export function bareExpression(text: string): string {
  let tokens = tokenize(text);
  while (isWrapped(tokens)) tokens = tokens.slice(1, -1);
  return text.slice(tokens[0]?.start ?? 0, tokens.at(-1)?.end ?? 0);
}

/** True when the first bracket is closed by the last one. */
export function isWrapped(tokens: readonly Token[]): boolean {
  if (tokens.length < 3 || !isSymbol(tokens[0], "(")) return false;
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    if (isSymbol(token, "(")) depth++;
    if (isSymbol(token, ")") && --depth === 0) return index === tokens.length - 1;
  }
  return false;
}

/** An expression over the rows of a table that names its columns without the table. */
export function unqualified(expression: string, table: string): string {
  const tokens = tokenize(expression);
  const isName = (token: Token | undefined): boolean => token?.kind === "word" || token?.kind === "quoted";
  let [text, at] = ["", 0];
  for (const [index, token] of tokens.entries()) {
    const column = tokens[index + 2];
    if (!isName(token) || foldName(nameOf(token)) !== foldName(table)) continue;
    if (!isSymbol(tokens[index + 1], ".") || column === undefined || isSymbol(tokens[index + 3], "."))
      continue;
    const database = isSymbol(tokens[index - 1], ".") ? tokens[index - 2] : undefined;
    text += expression.slice(at, (database ?? token).start);
    at = column.start;
  }
  return text + expression.slice(at);
}

/** A default that stands without brackets, as an expression: SQLite takes a bare or quoted name for a string. */
export function defaultValue(token: Token): string {
  if (token.kind === "quoted") return quoteText(nameOf(token));
  if (token.kind !== "word") return token.text;
  return constants.has(token.text.toUpperCase()) ? token.text.toUpperCase() : quoteText(token.text);
}

/** True when the expression is a value that never changes, as `ADD COLUMN` asks of a default. */
export function isConstant(expression: string): boolean {
  const tokens = tokenize(expression);
  const signed = isSymbol(tokens[0], "-") || isSymbol(tokens[0], "+");
  const [value, ...rest] = signed ? tokens.slice(1) : tokens;
  if (value === undefined || rest.length > 0) return false;
  if (value.kind === "word") return !signed && ["NULL", "TRUE", "FALSE"].includes(value.text.toUpperCase());
  return value.kind === "number" || (!signed && (value.kind === "string" || value.kind === "bits"));
}

/** True when the expression may follow DEFAULT without brackets. */
export function isBareDefault(expression: string): boolean {
  return isConstant(expression) || constants.has(expression.toUpperCase());
}

/** Words that are values. */
export const constants: ReadonlySet<string> = new Set([
  "NULL",
  "TRUE",
  "FALSE",
  "CURRENT_TIMESTAMP",
  "CURRENT_DATE",
  "CURRENT_TIME",
]);
