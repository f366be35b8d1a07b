import type { ScriptStatement } from "../dialect.ts";
import { isSymbol, isWord, tokenize, type Token } from "./tokens.ts";

/** The statements of a script, each without its semicolon; the body of a trigger stays whole. */
export function split(script: string): readonly ScriptStatement[] {
  const statements: ScriptStatement[] = [];
  let current: Token[] = [];
  for (const token of tokenize(script)) {
    if (isSymbol(token, ";") && !isOpenTrigger(current)) {
      statements.push(...statementOf(script, current));
      current = [];
    } else {
      current.push(token);
    }
  }
  return [...statements, ...statementOf(script, current)];
}

function statementOf(script: string, tokens: readonly Token[]): ScriptStatement[] {
  const [first] = tokens;
  const last = tokens.at(-1);
  if (first === undefined || last === undefined) return [];
  return [{ sql: script.slice(first.start, last.end), offset: first.start }];
}

/** True inside the BEGIN … END of a CREATE TRIGGER; a CASE has an END of its own. */
function isOpenTrigger(tokens: readonly Token[]): boolean {
  if (!isTrigger(tokens)) return false;
  let [begun, depth] = [false, 0];
  for (const token of tokens) {
    if (!begun) {
      if (!isWord(token, "BEGIN")) continue;
      begun = true;
      depth = 1;
    } else if (isWord(token, "CASE")) {
      depth++;
    } else if (isWord(token, "END")) {
      depth--;
    }
  }
  return begun && depth > 0;
}

function isTrigger(tokens: readonly Token[]): boolean {
  const start = tokens.findIndex((token) => !isWord(token, "EXPLAIN", "QUERY", "PLAN"));
  if (!isWord(tokens[start], "CREATE")) return false;
  const next = isWord(tokens[start + 1], "TEMP", "TEMPORARY") ? start + 2 : start + 1;
  return isWord(tokens[next], "TRIGGER");
}
