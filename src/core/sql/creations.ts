import type { Lexical } from "./lexical.ts";
import { nameSaid, relationAt } from "./names.ts";
import { firstTokens, isSymbol, isWord, type Token } from "./tokens.ts";

/** What a statement makes, or writes rows into; names are those of effects.ts. */
export type Creation =
  | { readonly kind: "table"; readonly table: string }
  | { readonly kind: "column"; readonly table: string; readonly column: string }
  /** Rows are written into a table that is there. */
  | { readonly kind: "rows"; readonly table: string }
  /** From here on names without a namespace may mean other tables than before. */
  | { readonly kind: "search path" };

/** What a statement surely makes; what may be there already (`IF NOT EXISTS`) is left out. */
export function creationOf(statement: string, lexical: Lexical): Creation | null {
  const tokens = firstTokens(statement, lexical, 24);
  const [verb] = tokens;
  if (isWord(verb, "CREATE")) return createdTable(tokens);
  if (isWord(verb, "ALTER")) return isWord(tokens[1], "TABLE") ? addedColumn(tokens) : null;
  if (isWord(verb, "SET", "RESET", "DISCARD")) {
    const changes = tokens.some((token) => isWord(token, "SEARCH_PATH", "SCHEMA", "ALL"));
    return changes ? { kind: "search path" } : null;
  }
  if (isWord(verb, "SELECT", "WITH", "DO", "CALL", "PERFORM"))
    return tokens.some((token) => isWord(token, "SET_CONFIG")) ? { kind: "search path" } : null;
  const into = isWord(verb, "INSERT", "REPLACE", "MERGE")
    ? tokens.findIndex((token) => isWord(token, "INTO")) + 1
    : isWord(verb, "UPDATE", "COPY")
      ? 1
      : 0;
  const [table] = into === 0 ? [null] : relationAt(tokens, into);
  return table === null ? null : { kind: "rows", table: table.key };
}

/** The trigger that a statement makes or drops, and the table or view that it stands on, where it says that. */
export function triggerOf(
  statement: string,
  lexical: Lexical,
): { readonly verb: "CREATE" | "DROP"; readonly trigger: string; readonly on: string | null } | null {
  const tokens = firstTokens(statement, lexical, 200);
  const verb = isWord(tokens[0], "CREATE") ? "CREATE" : isWord(tokens[0], "DROP") ? "DROP" : null;
  const at = tokens.findIndex((token) => isWord(token, "TRIGGER"));
  const between = ["OR", "REPLACE", "CONSTRAINT", "TEMP", "TEMPORARY"];
  if (verb === null || at < 1 || !tokens.slice(1, at).every((token) => isWord(token, ...between)))
    return null;
  let name = at + 1;
  while (isWord(tokens[name], "IF", "NOT", "EXISTS")) name += 1;
  const [trigger] = relationAt(tokens, name);
  const on = tokens.findIndex((token, index) => index > name && isWord(token, "ON"));
  const [table] = on < 0 ? [null] : relationAt(tokens, on + 1);
  return trigger === null ? null : { verb, trigger: trigger.key, on: table?.key ?? null };
}

function createdTable(tokens: readonly Token[]): Creation | null {
  const at = tokens.findIndex((token) => isWord(token, "TABLE")) + 1;
  const kinds = tokens.slice(1, Math.max(1, at - 1));
  const isTable = at > 0 && kinds.every((token) => isWord(token, "TEMP", "TEMPORARY", "UNLOGGED", "LOCAL"));
  const [table] = isTable && !isWord(tokens[at], "IF") ? relationAt(tokens, at) : [null];
  return table === null ? null : { kind: "table", table: table.key };
}

function addedColumn(tokens: readonly Token[]): Creation | null {
  const [table, next] = relationAt(tokens, isWord(tokens[2], "IF") ? 4 : 2);
  if (table === null || !isWord(tokens[next], "ADD")) return null;
  const at = isWord(tokens[next + 1], "COLUMN") ? next + 2 : next + 1;
  const other = isWord(tokens[at], "IF", "CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "EXCLUDE");
  if (other || tokens[at] === undefined || isSymbol(tokens[at], "(")) return null;
  return { kind: "column", table: table.key, column: nameSaid(tokens[at]) };
}
