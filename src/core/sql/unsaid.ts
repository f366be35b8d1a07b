import type { Lexical } from "./lexical.ts";
import { effectsOf, insertsValues } from "./effects.ts";
import { nameSaid } from "./names.ts";
import { firstTokens, isName, isSymbol, isWord, tokensOf, type Token } from "./tokens.ts";

/** What a statement may do in addition to what its own words say. */
export type UnsaidWork =
  /** It runs code that stands elsewhere, or takes along whatever hangs on something. */
  | { readonly kind: "any" }
  /** What the functions do that it calls: those, without a namespace, of these names that are some. */
  | { readonly kind: "calls"; readonly functions: readonly string[] };

/** What a statement may do to tables in addition to what `effectsOf` says of it; null: nothing, as far as functions of the engine go. */
export function unsaidWork(statement: string, lexical: Lexical): UnsaidWork | null {
  const [verb, object] = firstTokens(statement, lexical, 2);
  if (isWord(verb, "DO", "CALL", "EXECUTE")) return { kind: "any" };
  if (isWord(verb, "DROP", "ALTER")) {
    if (isWord(object, "TABLE", "OWNED")) return null;
    const tokens = tokensOf(statement, lexical).filter((token) => !isSymbol(token, ";"));
    const takesAlong = isWord(tokens.at(-1), "CASCADE") && effectsOf(statement, lexical).length === 0;
    const runsScript = isWord(object, "EXTENSION") && tokens.some((token) => isWord(token, "UPDATE"));
    return takesAlong || (isWord(verb, "ALTER") && runsScript) ? { kind: "any" } : null;
  }
  if (!isWord(verb, ...queries) || insertsValues(statement, lexical)) return null;
  const functions = called(tokensOf(statement, lexical));
  return functions.length === 0 ? null : { kind: "calls", functions };
}

/** The names in a statement that writes rows, among which are those of the tables that it writes to. */
export function namesWrittenTo(statement: string, lexical: Lexical): readonly string[] {
  const [verb] = firstTokens(statement, lexical, 1);
  if (!isWord(verb, ...writing)) return [];
  // There may be megabytes of values behind the name.
  const tokens = isWord(verb, "INSERT", "COPY")
    ? firstTokens(statement, lexical, 8)
    : tokensOf(statement, lexical);
  return tokens.filter(isName).map(nameSaid);
}

const writing = ["INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "COPY", "WITH", "EXPLAIN", "EXECUTE"];
const queries = ["SELECT", "WITH", "VALUES", "EXPLAIN", "INSERT", "UPDATE", "DELETE", "MERGE", "TABLE"];

/** The names before brackets, but for those that say that they are the engine's own. */
function called(tokens: readonly Token[]): readonly string[] {
  const names = tokens.flatMap((token, at) => {
    if (!isName(token) || !isSymbol(tokens[at + 1], "(")) return [];
    const isEngines = isSymbol(tokens[at - 1], ".") && isWord(tokens[at - 2], "PG_CATALOG");
    return isEngines ? [] : [nameSaid(token)];
  });
  return [...new Set(names)];
}
