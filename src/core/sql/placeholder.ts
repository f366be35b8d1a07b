import type { Lexical } from "./lexical.ts";
import { nameSaid, relationAt } from "./names.ts";
import { everyToken, isWord, tokensOf } from "./tokens.ts";

/** The column that an UPDATE fills with a value which nobody has written yet; names are those of effects.ts. */
export interface Placeholder {
  readonly table: string;
  readonly column: string;
}

/** The placeholder that autogenerate has left in a statement: a comment of that one word. */
export function placeholderOf(statement: string, lexical: Lexical): Placeholder | null {
  if (!statement.includes("placeholder")) return null;
  const marked = [...everyToken(statement, lexical)].some(
    ({ kind, text }) => kind === "comment" && text === "/* placeholder */",
  );
  const tokens = tokensOf(statement, lexical);
  if (!marked || !isWord(tokens[0], "UPDATE")) return null;
  const [table, next] = relationAt(tokens, 1);
  return table === null || !isWord(tokens[next], "SET")
    ? null
    : { table: table.key, column: nameSaid(tokens[next + 1]) };
}
