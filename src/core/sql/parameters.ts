import type { Lexical } from "./lexical.ts";
import { everyToken } from "./tokens.ts";

/**
 * A statement with texts in the place of its parameters, which are counted from 1: `?` is the next one, `$2` and `?2`
 * say which. null leaves a parameter as it is, and so is one that has a name.
 */
export function withParameters(
  sql: string,
  lexical: Lexical,
  textOf: (position: number) => string | null,
): string {
  let text = "";
  let last = 0;
  for (const token of everyToken(sql, lexical)) {
    const [, position] = token.kind === "parameter" ? (/^[$?](\d*)$/u.exec(token.text) ?? []) : [];
    if (position !== undefined) last = position === "" ? last + 1 : Number(position);
    text += (position === undefined ? null : textOf(last)) ?? token.text;
  }
  return text;
}
