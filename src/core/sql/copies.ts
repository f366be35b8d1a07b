import { nameSaid, relationAt } from "./names.ts";
import { isName, isSymbol, isWord, type Token } from "./tokens.ts";

/** All rows of a table are written into another one. */
export interface Copy {
  readonly kind: "copy";
  readonly from: string;
  readonly to: string;
  readonly values: readonly CopiedValue[];
}

/** One value of each row; `*` is a value for each column. */
export interface CopiedValue {
  /** The column that takes it; null when that is not said. */
  readonly column: string | null;
  /** The names that it is made of, or `*`. */
  readonly of: "*" | readonly string[];
  /** True when it is the very value of a column. */
  readonly plain: boolean;
}

/**
 * `INSERT INTO … SELECT … FROM one table`, or `CREATE TABLE … AS` the same; null for what copies no more than
 * some of the rows.
 */
export function copyOf(tokens: readonly Token[]): Copy | null {
  const isInsert = isWord(tokens[0], "INSERT");
  if (!isInsert && !isWord(tokens[0], "CREATE")) return null;
  const into = tokens.findIndex((token) => isWord(token, isInsert ? "INTO" : "TABLE"));
  const mayDo = isInsert
    ? into === 1 || (into === 3 && isWord(tokens[2], "ABORT", "FAIL", "ROLLBACK"))
    : into === 1 || (into === 2 && isWord(tokens[1], "TEMP", "TEMPORARY", "UNLOGGED"));
  const [to, next] = relationAt(tokens, into + 1);
  if (!mayDo || to === null) return null;
  const [columns, after] = listAt(tokens, next);
  let at = after;
  if (isInsert && isWord(tokens[at], "OVERRIDING")) at += 3;
  if (!isInsert && !isWord(tokens[at++], "AS")) return null;
  if (!isWord(tokens[at], "SELECT") || isWord(tokens[at + 1], "DISTINCT")) return null;
  const [items, from] = itemsUntilFrom(tokens, at + 1);
  if (items === null) return null;
  const [source, end] = relationAt(tokens, from);
  if (source === null || !takesAll(tokens.slice(end))) return null;
  const values = items.map((item, index) => valueOf(item, columns?.[index]));
  return { kind: "copy", from: source.key, to: to.key, values };
}

/** The names in the brackets that stand there, and the place after them; null where there are none. */
function listAt(tokens: readonly Token[], at: number): readonly [readonly string[] | null, number] {
  if (!isSymbol(tokens[at], "(")) return [null, at];
  const end = tokens.findIndex((token, index) => index > at && isSymbol(token, ")"));
  const inside = tokens.slice(at + 1, end).filter((token) => !isSymbol(token, ","));
  return [inside.map(nameSaid), end + 1];
}

/** What is selected, and the place after FROM; null when there is none, or more than one query. */
function itemsUntilFrom(
  tokens: readonly Token[],
  start: number,
): readonly [readonly (readonly Token[])[] | null, number] {
  const items: Token[][] = [[]];
  let depth = 0;
  for (let at = start; at < tokens.length; at++) {
    const token = tokens[at] as Token;
    if (isSymbol(token, "(")) depth += 1;
    if (isSymbol(token, ")")) depth -= 1;
    if (depth === 0 && isWord(token, "FROM")) return [items, at + 1];
    if (depth === 0 && isWord(token, "UNION", "EXCEPT", "INTERSECT")) break;
    if (depth === 0 && isSymbol(token, ",")) items.push([]);
    else items.at(-1)?.push(token);
  }
  return [null, tokens.length];
}

/** True when what follows the name of the table leaves out no row and adds none. */
function takesAll(tokens: readonly Token[]): boolean {
  const [first, second] = tokens;
  if (first === undefined) return true;
  return (
    isWord(first, "ORDER") &&
    isWord(second, "BY") &&
    !tokens.some((token) => isWord(token, "LIMIT", "OFFSET", "FETCH", "UNION", "EXCEPT", "INTERSECT", "ON"))
  );
}

function valueOf(item: readonly Token[], column: string | undefined): CopiedValue {
  const last = item.at(-1);
  if (isSymbol(last, "*")) return { column: null, of: "*", plain: true };
  const named = isWord(item.at(-2), "AS");
  const value = named ? item.slice(0, -2) : item;
  const plain = value.length === 1 || (value.length === 3 && isSymbol(value[1], "."));
  const names = value.filter(isName).map(nameSaid);
  const own = named || plain ? nameSaid(last) : null;
  return { column: column ?? own, of: plain ? names.slice(-1) : names, plain };
}
