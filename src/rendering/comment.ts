import { escapeRare } from "./literal.ts";

/**
 * The lines of a text as they may be written in a comment, of TypeScript or of SQL: whatever ends a line for one of
 * those who read it ends one here, and what editors hide is written as an escape.
 */
export function commentLines(text: string): readonly string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/u).map(escapeRare);
}
