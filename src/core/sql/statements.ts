import type { Lexical } from "./lexical.ts";
import { everyToken, isSymbol, isWord, type Token } from "./tokens.ts";

/** A statement of a script, with the offset in characters at which it starts. */
export interface ScriptStatement {
  readonly sql: string;
  readonly offset: number;
}

/**
 * The statements of a script as the engine counts them, without the semicolons between them: what stands
 * in strings, comments, brackets and the bodies of triggers and routines ends none.
 */
export function statementsOf(script: string, lexical: Lexical): readonly ScriptStatement[] {
  const statements: ScriptStatement[] = [];
  let current = nothing();
  for (const token of everyToken(script, lexical)) {
    if (token.kind === "space" || token.kind === "comment") continue;
    if (token.text !== ";" || current.brackets > 0 || current.blocks > 0) take(current, token, lexical);
    else {
      statements.push(...statementOf(script, current));
      current = nothing();
    }
  }
  return [...statements, ...statementOf(script, current)];
}

/** A statement without what follows its end; text of several statements is left as it is, for the engine to refuse. */
export function withoutSemicolon(sql: string, lexical: Lexical): string {
  const [only, second] = statementsOf(sql, lexical);
  return only === undefined || second !== undefined ? sql : only.sql;
}

/** What is known of a statement that has not ended. */
interface Open {
  /** Its first tokens. */
  readonly first: Token[];
  last: Token | undefined;
  /** How many brackets and blocks are open. */
  brackets: number;
  blocks: number;
}

function nothing(): Open {
  return { first: [], last: undefined, brackets: 0, blocks: 0 };
}

function statementOf(script: string, { first: [first], last }: Open): readonly ScriptStatement[] {
  if (first === undefined || last === undefined) return [];
  return [{ sql: script.slice(first.start, last.end), offset: first.start }];
}

/**
 * A block ends at an END where a statement of it could begin: every statement in it is closed by a semicolon,
 * so that the END of a CASE, or one that is a name, never stands there.
 */
function take(open: Open, token: Token, { semicolonsInBrackets, blocks }: Lexical): void {
  const { first, last } = open;
  if (first.length < longestStart) first.push(token);
  open.last = token;
  if (semicolonsInBrackets && token.kind === "symbol") {
    if (token.text === "(") open.brackets += 1;
    if (token.text === ")") open.brackets = Math.max(0, open.brackets - 1);
  }
  if (token.kind !== "word" || open.brackets > 0) return;
  if (open.blocks > 0 && isWord(token, "END") && (isSymbol(last, ";") || isWord(last, "ATOMIC")))
    open.blocks -= 1;
  else if (blocks === "atomic") {
    if (isWord(token, "ATOMIC") && isWord(last, "BEGIN") && createsRoutine(first)) open.blocks += 1;
  } else if (open.blocks === 0 && isWord(token, "BEGIN") && createsTrigger(first)) open.blocks = 1;
}

/** `EXPLAIN QUERY PLAN CREATE TEMP TRIGGER`. */
const longestStart = 6;

function createsRoutine(tokens: readonly Token[]): boolean {
  const at = isWord(tokens[1], "OR") ? 3 : 1;
  return isWord(tokens[0], "CREATE") && isWord(tokens[at], "FUNCTION", "PROCEDURE");
}

function createsTrigger(tokens: readonly Token[]): boolean {
  const start = tokens.findIndex((token) => !isWord(token, "EXPLAIN", "QUERY", "PLAN"));
  const at = isWord(tokens[start + 1], "TEMP", "TEMPORARY") ? start + 2 : start + 1;
  return isWord(tokens[start], "CREATE") && isWord(tokens[at], "TRIGGER");
}
