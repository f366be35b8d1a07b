import { copyOf, type Copy } from "./copies.ts";
import type { Lexical } from "./lexical.ts";
import { closingBracket, namesAt, nameSaid, relationAt } from "./names.ts";
import { statementsOf } from "./statements.ts";
import { firstTokens, isSymbol, isWord, tokensOf, type Token } from "./tokens.ts";

/**
 * What a statement does to rows and names as a whole. Names of tables are as in schema/names.ts, with `public`
 * and `main` left out; what is not quoted is in lower case.
 */
export type Effect =
  | { readonly kind: "dropTable"; readonly table: string }
  | { readonly kind: "dropColumn"; readonly table: string; readonly column: string }
  /** With all that is in it. */
  | { readonly kind: "dropSchema"; readonly schema: string }
  /** With the columns that are of it. */
  | { readonly kind: "dropType"; readonly type: string }
  /** `DROP OWNED`: whatever belongs to a role. */
  | { readonly kind: "dropOwned" }
  /** All rows of a table; what becomes of those that refer to them depends on how. */
  | {
      readonly kind: "empty";
      readonly table: string;
      readonly how: "delete" | "truncate" | "truncate cascade";
    }
  /** `TYPE … USING …`: values are replaced by those of an expression. */
  | {
      readonly kind: "retype";
      readonly table: string;
      readonly column: string;
      readonly type: string;
      readonly using: string;
    }
  | { readonly kind: "renameTable"; readonly table: string; readonly to: string }
  | { readonly kind: "renameColumn"; readonly table: string; readonly from: string; readonly to: string }
  | { readonly kind: "renameSchema"; readonly from: string; readonly to: string }
  | Copy;

/** The effects of one statement. What it calls, or runs as text, cannot be seen. */
export function effectsOf(statement: string, lexical: Lexical): readonly Effect[] {
  const [start] = firstTokens(statement, lexical, 1);
  if (!isWord(start, ...verbs) || insertsValues(statement, lexical)) return [];
  const tokens = tokensOf(statement, lexical).filter((token) => !isSymbol(token, ";"));
  const [verb, object, third] = tokens;
  if (isWord(verb, "DROP")) return dropped(tokens);
  if (isWord(verb, "TRUNCATE")) return truncated(tokens);
  if (isWord(verb, "ALTER"))
    return isWord(object, "TABLE")
      ? altered(statement, tokens)
      : isWord(object, "SCHEMA") && isWord(tokens[3], "RENAME") && third !== undefined
        ? [{ kind: "renameSchema", from: nameSaid(third), to: nameSaid(tokens[5]) }]
        : [];
  const copy = copyOf(tokens);
  if (copy !== null) return [copy, ...emptied(tokens)];
  // What a routine, a trigger or a rule will do when it is called is not done by making it.
  return isWord(verb, "CREATE") && !isWord(object, "TABLE", "TEMP", "TEMPORARY", "UNLOGGED")
    ? []
    : emptied(tokens);
}

/** The words of a statement that begins or ends a transaction; null for all others, savepoints among them. */
export function transactionControl(statement: string, lexical: Lexical): string | null {
  const [verb, second, third] = firstTokens(statement, lexical, 3);
  if (isWord(verb, "START", "PREPARE"))
    return isWord(second, "TRANSACTION") ? `${verb?.text.toUpperCase()} TRANSACTION` : null;
  if (!isWord(verb, "BEGIN", "COMMIT", "END", "ABORT", "ROLLBACK")) return null;
  const toSavepoint = isWord(second, "TO") || (isWord(second, "TRANSACTION", "WORK") && isWord(third, "TO"));
  return toSavepoint ? null : (verb?.text.toUpperCase() ?? null);
}

/** What a statement does to the transaction as a whole, however it says it; null for all others, savepoints among them. */
export function transactionVerb(statement: string, lexical: Lexical): "BEGIN" | "COMMIT" | "ROLLBACK" | null {
  switch (transactionControl(statement, lexical)) {
    case "BEGIN":
    case "START TRANSACTION":
      return "BEGIN";
    case "COMMIT":
    case "END":
      return "COMMIT";
    case "ROLLBACK":
    case "ABORT":
      return "ROLLBACK";
    default:
      return null;
  }
}

/** Whether a script leaves a transaction open, as its own words say; null where it neither begins nor ends one. */
export function leavesOpen(script: string, lexical: Lexical): boolean | null {
  if (!movesTransaction(script, lexical)) return null;
  const controls = statementsOf(script, lexical).flatMap(({ sql }) => transactionControl(sql, lexical) ?? []);
  const last = controls.at(-1);
  return last === undefined ? null : last.startsWith("BEGIN") || last.startsWith("START");
}

/** Whether a script begins, ends or marks a transaction anywhere. */
export function movesTransaction(script: string, lexical: Lexical): boolean {
  // Most statements have none of these words, and need not be read.
  if (!transactionWords.test(script)) return false;
  return statementsOf(script, lexical).some(({ sql }) => {
    const [verb] = firstTokens(sql, lexical, 1);
    return verb?.kind === "word" && transactionWords.test(verb.text);
  });
}

const transactionWords = /\b(?:begin|start|commit|end|rollback|abort|savepoint|release|prepare)\b/iu;

/** Whether a statement may change rows or objects, as far as its own words say: what the functions do that it calls cannot be seen. */
export function writes(statement: string, lexical: Lexical): boolean {
  const [verb] = firstTokens(statement, lexical, 1);
  if (verb === undefined || setsSession(statement, lexical) || isWord(verb, "SHOW")) return false;
  if (!isWord(verb, "SELECT", "WITH", "VALUES", "TABLE", "EXPLAIN", "PRAGMA") && !isSymbol(verb, "("))
    return true;
  const tokens = tokensOf(statement, lexical);
  return tokens.some((token, at) =>
    isWord(token, "UPDATE")
      ? !isWord(tokens[at - 1], "FOR", "KEY")
      : isWord(token, "INSERT", "DELETE", "MERGE", "INTO"),
  );
}

/** Whether a statement does nothing but set something, for the session as a rule, which may be done again. */
export function setsSession(statement: string, lexical: Lexical): boolean {
  const [verb, second] = firstTokens(statement, lexical, 2);
  if (isWord(verb, "PRAGMA")) return tokensOf(statement, lexical).some((token) => isSymbol(token, "="));
  return (
    isWord(verb, "SET", "RESET", "DISCARD", "LISTEN", "UNLISTEN", "LOAD", "PREPARE", "DEALLOCATE") &&
    !isWord(second, "CONSTRAINTS", "TRANSACTION")
  );
}

/** An INSERT of rows that are written in it, of which there may be megabytes. */
export function insertsValues(statement: string, lexical: Lexical): boolean {
  const tokens = firstTokens(statement, lexical, 200);
  const at = tokens.findIndex((token) => isWord(token, "VALUES", "SELECT", "WITH"));
  return isWord(tokens[0], "INSERT", "REPLACE") && isWord(tokens[at], "VALUES");
}

const verbs = words(
  "ALTER COPY CREATE DELETE DROP EXPLAIN INSERT MERGE PREPARE REPLACE SELECT TRUNCATE UPDATE WITH",
);

function dropped(tokens: readonly Token[]): readonly Effect[] {
  const [, object] = tokens;
  const cascades = isWord(tokens.at(-1), "CASCADE");
  if (isWord(object, "OWNED")) return [{ kind: "dropOwned" }];
  const names = namesAt(tokens, afterIfExists(tokens, 2));
  if (isWord(object, "TABLE")) return names.map((table) => ({ kind: "dropTable", table }));
  if (isWord(object, "SCHEMA") && cascades) return names.map((schema) => ({ kind: "dropSchema", schema }));
  if (isWord(object, "TYPE", "DOMAIN") && cascades) return names.map((type) => ({ kind: "dropType", type }));
  return [];
}

function truncated(tokens: readonly Token[]): readonly Effect[] {
  const how = isWord(tokens.at(-1), "CASCADE") ? "truncate cascade" : "truncate";
  const tables = namesAt(tokens, isWord(tokens[1], "TABLE") ? 2 : 1);
  return tables.map((table) => ({ kind: "empty", table, how }));
}

function altered(statement: string, tokens: readonly Token[]): readonly Effect[] {
  const [table, start] = relationAt(tokens, afterIfExists(tokens, 2));
  if (table === null) return [];
  return actions(tokens, start).flatMap((action): readonly Effect[] => {
    const [verb] = action;
    if (isWord(verb, "DROP")) {
      if (isWord(action[1], "CONSTRAINT")) return [];
      const column = action[afterIfExists(action, isWord(action[1], "COLUMN") ? 2 : 1)];
      return column === undefined ? [] : [{ kind: "dropColumn", table: table.key, column: nameSaid(column) }];
    }
    if (isWord(verb, "ALTER")) {
      const retyped = retypedColumn(statement, action.slice(isWord(action[1], "COLUMN") ? 2 : 1));
      return retyped === null ? [] : [{ kind: "retype", table: table.key, ...retyped }];
    }
    if (isWord(verb, "SET") && isWord(action[1], "SCHEMA") && action[2] !== undefined)
      return [{ kind: "renameTable", table: table.key, to: table.inSchema(nameSaid(action[2])) }];
    if (!isWord(verb, "RENAME")) return [];
    const rest = action.slice(1).filter((token, at) => at > 0 || !isWord(token, "COLUMN"));
    const [first, second, third] = rest;
    if (isWord(first, "TO") && rest.length === 2)
      return [{ kind: "renameTable", table: table.key, to: table.sibling(nameSaid(second)) }];
    return isWord(second, "TO") && rest.length === 3
      ? [{ kind: "renameColumn", table: table.key, from: nameSaid(first), to: nameSaid(third) }]
      : [];
  });
}

/** What stands after ALTER COLUMN, where it gives the column a type and its values by an expression. */
function retypedColumn(
  statement: string,
  tokens: readonly Token[],
): { readonly column: string; readonly type: string; readonly using: string } | null {
  const start = isWord(tokens[1], "SET") && isWord(tokens[2], "DATA") ? 3 : 1;
  const using = tokens.findIndex((token) => isWord(token, "USING"));
  if (!isWord(tokens[start], "TYPE") || using === -1) return null;
  const collated = tokens.findIndex((token) => isWord(token, "COLLATE"));
  const end = collated === -1 ? using : Math.min(collated, using);
  const text = (from: number, to: number): string =>
    statement.slice(tokens[from]?.start, tokens[to - 1]?.end);
  return {
    column: nameSaid(tokens[0]),
    type: text(start + 1, end),
    using: text(using + 1, tokens.length),
  };
}

/** The tables of which every row is deleted, by the statement itself or in a WITH of it. */
function emptied(tokens: readonly Token[]): readonly Effect[] {
  return tokens.flatMap((token, at): readonly Effect[] => {
    if (!isWord(token, "DELETE") || !isWord(tokens[at + 1], "FROM") || isSymbol(tokens[at - 1], "."))
      return [];
    const [table, next] = relationAt(tokens, at + 2);
    const end = endOfBracket(tokens, next);
    if (table === null || leavesSome(tokens.slice(next, end))) return [];
    return [{ kind: "empty", table: table.key, how: "delete" }];
  });
}

/** True when what follows the name of the table may leave a row where it is. */
function leavesSome(tokens: readonly Token[]): boolean {
  let depth = 0;
  let from = -1;
  for (const [at, token] of tokens.entries()) {
    if (isSymbol(token, "(")) depth += 1;
    if (isSymbol(token, ")")) depth -= 1;
    if (depth > 0) continue;
    if (isWord(token, "LIMIT")) return true;
    if (isWord(token, "WHERE")) from = at;
    if (isWord(token, "RETURNING") && from !== -1) return !isAlwaysTrue(tokens.slice(from + 1, at));
  }
  return from !== -1 && !isAlwaysTrue(tokens.slice(from + 1));
}

/** A condition of constants alone, such as `1 = 1`, is taken for true. */
function isAlwaysTrue(condition: readonly Token[]): boolean {
  return condition.every(({ kind }, at) => {
    if (kind === "quoted" || kind === "parameter") return false;
    return kind !== "word" || isWord(condition[at], "TRUE", "AND", "OR", "NOT", "FALSE", "IS", "NULL");
  });
}

/** The place of the bracket that closes the one that a place is in. */
function endOfBracket(tokens: readonly Token[], start: number): number {
  for (let at = start; at < tokens.length; at++) {
    if (isSymbol(tokens[at], ")")) return at;
    if (isSymbol(tokens[at], "(")) at = closingBracket(tokens, at);
  }
  return tokens.length;
}

/** What stands between the commas that are in no bracket. */
function actions(tokens: readonly Token[], start: number): readonly (readonly Token[])[] {
  const found: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens.slice(start)) {
    if (isSymbol(token, "(")) depth += 1;
    if (isSymbol(token, ")")) depth -= 1;
    if (depth === 0 && isSymbol(token, ",")) found.push([]);
    else found.at(-1)?.push(token);
  }
  return found;
}

function afterIfExists(tokens: readonly Token[], at: number): number {
  return isWord(tokens[at], "IF") && isWord(tokens[at + 1], "EXISTS") ? at + 2 : at;
}

function words(text: string): readonly string[] {
  return text.split(" ");
}
