import type { Lexical } from "./lexical.ts";
import { closingBracket } from "./names.ts";
import { isName, isSymbol, isWord, tokensOf, type Token } from "./tokens.ts";

/** A name in an expression that stands for a column. */
export interface ColumnReference {
  readonly token: Token;
  /** What stands before its dot; null when it stands alone. */
  readonly qualifier: Token | null;
}

/**
 * The column references of an expression, told by their places in the grammar: what names a type, a function,
 * a collation, a field or an argument is none, nor is a word of the language.
 */
export function columnsIn(expression: string, lexical: Lexical): readonly ColumnReference[] {
  const found: ColumnReference[] = [];
  const tokens = tokensOf(expression, lexical);
  /** Brackets that are open, with the word that is special in them. */
  const open: Open[] = [];
  let valueNext = true;
  let at = 0;
  while (at < tokens.length) {
    const token = tokens[at] as Token;
    if (token.kind === "symbol") {
      if (token.text === "(") open.push(valueNext ? "group" : "call");
      if (token.text === "::") {
        at = afterType(tokens, at + 1);
        continue;
      }
      if (token.text === ".") {
        // A field of a composite value.
        at += 2;
        valueNext = false;
        continue;
      }
      if (token.text === ")") open.pop();
      // `count(*)`
      valueNext = token.text === "*" ? !valueNext : token.text !== ")" && token.text !== "]";
      at += 1;
    } else if (!isName(token)) {
      valueNext = false;
      at = at > 0 && isWord(tokens[at - 1], "INTERVAL") ? afterFields(tokens, at + 1) : at + 1;
    } else if (!valueNext) {
      [at, valueNext] = afterOperator(tokens, at, open);
    } else {
      const read = operandAt(tokens, at);
      if (read.column !== null) found.push(read.column);
      if (read.opens !== null) open.push(read.opens);
      valueNext = read.valueNext;
      at = read.next;
    }
  }
  return found;
}

/** What an open bracket belongs to; in that of a CAST a type follows AS. */
type Open = "group" | "call" | "cast";

interface Operand {
  readonly column: ColumnReference | null;
  /** A bracket that was passed. */
  readonly opens: Open | null;
  readonly valueNext: boolean;
  readonly next: number;
}

/** Read what begins with a name where a value may stand. */
function operandAt(tokens: readonly Token[], at: number): Operand {
  const token = tokens[at] as Token;
  const following = tokens[at + 1];
  const no = { column: null, opens: null };
  if (token.kind === "word") {
    const word = token.text.toUpperCase();
    const calls = isSymbol(following, "(");
    if (calls && word === "CAST") return { column: null, opens: "cast", valueNext: true, next: at + 2 };
    // The field that is taken is no value.
    if (calls && word === "EXTRACT") return { column: null, opens: "call", valueNext: false, next: at + 3 };
    if (calls && word === "OPERATOR")
      return { ...no, valueNext: true, next: closingBracket(tokens, at + 1) + 1 };
    if (prefixes.has(word) && !isSymbol(following, ".")) return { ...no, valueNext: true, next: at + 1 };
    if (values.has(word)) return { ...no, valueNext: false, next: at + 1 };
    const literal = afterTypeBeforeText(tokens, at);
    if (literal !== null) return { ...no, valueNext: true, next: literal };
    if (judgements.has(word) && isWord(tokens[at - 1], "IS", "NOT") && isOfIs(tokens, at))
      return { ...no, valueNext: false, next: at + 1 };
  }
  let last = at;
  while (isSymbol(tokens[last + 1], ".") && isName(tokens[last + 2])) last += 2;
  const name = tokens[last] as Token;
  const next = tokens[last + 1];
  if (isSymbol(next, "(")) return { column: null, opens: "call", valueNext: true, next: last + 2 };
  // An argument by its name.
  if (isSymbol(next, "=>") || isSymbol(next, ":=")) return { ...no, valueNext: true, next: last + 2 };
  // `row.*`
  if (isSymbol(next, ".")) return { ...no, valueNext: false, next: last + 3 };
  const qualifier = last === at ? null : (tokens[last - 2] as Token);
  return { column: { token: name, qualifier }, opens: null, valueNext: false, next: last + 1 };
}

/** The place after a word that follows a value, and whether a value comes next. */
function afterOperator(
  tokens: readonly Token[],
  at: number,
  open: readonly Open[],
): readonly [next: number, valueNext: boolean] {
  const token = tokens[at];
  if (isWord(token, "COLLATE")) return [afterName(tokens, at + 1), false];
  if (isWord(token, "AS"))
    return open.at(-1) === "cast" ? [afterType(tokens, at + 1), false] : [at + 2, false];
  if (isWord(token, "AT") && isWord(tokens[at + 1], "TIME")) return [at + 3, true];
  if (isWord(token, "OVER") && isName(tokens[at + 1])) return [at + 2, false];
  if (isWord(token, "OPERATOR") && isSymbol(tokens[at + 1], "("))
    return [closingBracket(tokens, at + 1) + 1, true];
  return [at + 1, isWord(token, ...infixes)];
}

/** The place after a type: its name of one or several words, its arguments, and the brackets of an array. */
function afterType(tokens: readonly Token[], start: number): number {
  let at = afterName(tokens, start);
  const first = tokens[start];
  if (isWord(first, "DOUBLE") && isWord(tokens[at], "PRECISION")) at += 1;
  if (isWord(first, "NATIONAL") && isWord(tokens[at], "CHARACTER", "CHAR")) at += 1;
  if (isWord(tokens[at], "VARYING")) at += 1;
  if (isWord(first, "INTERVAL")) at = afterFields(tokens, at);
  // SQLite takes a type of any number of words.
  while (isName(tokens[at]) && !isWord(tokens[at], ...afterTypes)) at += 1;
  if (isSymbol(tokens[at], "(")) at = closingBracket(tokens, at) + 1;
  if (isWord(tokens[at], "WITH", "WITHOUT") && isWord(tokens[at + 1], "TIME")) at += 3;
  if (isWord(tokens[at], "ARRAY")) at += 1;
  while (isSymbol(tokens[at], "[")) at = closingBracket(tokens, at) + 1;
  return at;
}

/** The place of the text in `date '2020-01-01'` or `timestamp with time zone '…'`; null when no type stands there. */
function afterTypeBeforeText(tokens: readonly Token[], at: number): number | null {
  const next = tokens[at + 1];
  if (next?.kind === "string") return at + 1;
  const first = tokens[at];
  if (!isWord(first, ...typesOfWords) && !isSymbol(next, ".")) return null;
  const after = isSymbol(next, ".") ? afterName(tokens, at) : afterType(tokens, at);
  return tokens[after]?.kind === "string" ? after : null;
}

function afterName(tokens: readonly Token[], start: number): number {
  let at = start + 1;
  while (isSymbol(tokens[at], ".")) at += 2;
  return at;
}

/** The place after the fields of an interval: `YEAR TO MONTH`, `SECOND (3)`. */
function afterFields(tokens: readonly Token[], start: number): number {
  let at = start;
  while (isWord(tokens[at], "YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")) {
    at += 1;
    if (isSymbol(tokens[at], "(")) at = closingBracket(tokens, at) + 1;
    if (!isWord(tokens[at], "TO")) break;
    at += 1;
  }
  return at;
}

/** True for `IS word` and `IS NOT word`. */
function isOfIs(tokens: readonly Token[], at: number): boolean {
  return isWord(tokens[at - 1], "IS") || isWord(tokens[at - 2], "IS");
}

const words = (text: string): readonly string[] => text.split(" ");

/** Words before a value. */
const prefixes: ReadonlySet<string> = new Set(
  words(
    "ALL AND ANY ARRAY ASYMMETRIC BOTH BY CASE DISTINCT ELSE EXISTS FOR FROM HAVING IN LEADING LIKE NOT ON OR ORDER " +
      "PLACING SELECT SOME SYMMETRIC THEN TRAILING USING VARIADIC WHEN WHERE",
  ),
);

/** Words that are values, or end one. */
const values: ReadonlySet<string> = new Set(
  words(
    "CURRENT_CATALOG CURRENT_DATE CURRENT_ROLE CURRENT_SCHEMA CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER END FALSE " +
      "LOCALTIME LOCALTIMESTAMP NULL SESSION_USER TRUE",
  ),
);

/** What a value may be said to be. */
const judgements: ReadonlySet<string> = new Set(words("DOCUMENT JSON NORMALIZED UNKNOWN"));

/** Words between two values. */
const infixes = words(
  "AND BETWEEN BY DISTINCT ELSE ESCAPE EXCEPT FOR FROM GLOB HAVING ILIKE IN INTERSECT IS LIKE LIMIT MATCH OFFSET ON OR " +
    "PLACING REGEXP SELECT SIMILAR THEN TO UNION USING WHEN WHERE",
);

/** What may follow a type without being of it. */
const afterTypes = words(
  "AND ARRAY AS AT BETWEEN COLLATE DESC ASC ELSE END ESCAPE FOR FROM GLOB ILIKE IN IS ISNULL LIKE MATCH NOT NOTNULL " +
    "NULLS OPERATOR OR OVER PLACING REGEXP SIMILAR THEN TO USING WHEN WHERE WITH WITHOUT",
);

/** Types of several words that may stand before a text. */
const typesOfWords = words("BIT CHAR CHARACTER DOUBLE INTERVAL NATIONAL TIME TIMESTAMP");
