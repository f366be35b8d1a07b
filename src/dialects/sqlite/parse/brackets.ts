import { isSymbol, isWord, type Token } from "../../../core/sql/tokens.ts";

/**
 * The tokens without the brackets that change nothing: those around what binds more tightly than what stands
 * next to it. Where the grammar around a bracket is not that of an expression, it stays.
 */
export function withoutBrackets(tokens: readonly Token[]): readonly Token[] {
  return flat(loosened(nested(tokens)));
}

/** A token, or what stands between a pair of brackets. */
type Item = Token | Group;

interface Group {
  readonly open: Token;
  readonly items: readonly Item[];
  readonly close: Token | null;
}

/** How tightly operators bind; 0 is what separates expressions, `atom` what has no operator. */
const [or, and, not, equality, order, escape, bits, sum, product, join, collate, unary, atom] = [
  1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
] as const;

function loosened(items: readonly Item[]): readonly Item[] {
  const result: Item[] = [];
  for (const [at, item] of items.entries()) {
    if (!isGroup(item)) {
      result.push(item);
      continue;
    }
    const group = { ...item, items: loosened(item.items) };
    const [left, right] = [bindingBefore(result), bindingAfter(items, at + 1, result)];
    const inside = loosest(group.items);
    const free =
      left !== null &&
      right !== null &&
      inside !== null &&
      (inside > left.level || (inside === left.level && left.nests)) &&
      inside >= right;
    if (free) result.push(...group.items);
    else result.push(group);
  }
  return result;
}

interface Binding {
  readonly level: number;
  /** True when the same operator to its right may stand without brackets. */
  readonly nests: boolean;
}

/** The operator whose right side comes next; null when it is none. */
function bindingBefore(items: readonly Item[]): Binding | null {
  const last = items.at(-1);
  if (last === undefined) return { level: 0, nests: false };
  if (isGroup(last)) return null;
  const before = items.slice(0, -1);
  if (last.kind === "symbol") {
    if (last.text === ",") return { level: 0, nests: false };
    if (isPrefix(last, before)) return { level: unary, nests: true };
    const level = binary.get(last.text);
    return level === undefined ? null : { level, nests: false };
  }
  if (isWord(last, "OR")) return { level: or, nests: true };
  if (isWord(last, "AND"))
    return opensRange(before) ? { level: equality, nests: false } : { level: and, nests: true };
  if (isWord(last, "NOT")) {
    const previous = before.at(-1);
    const ofIs = previous !== undefined && !isGroup(previous) && isWord(previous, "IS");
    return ofIs ? { level: equality, nests: false } : { level: not, nests: true };
  }
  if (isWord(last, "IS", "LIKE", "GLOB", "MATCH", "REGEXP", "BETWEEN"))
    return { level: equality, nests: false };
  if (isWord(last, "ESCAPE")) return { level: escape, nests: false };
  return isWord(last, ...starts) ? { level: 0, nests: false } : null;
}

/** How tightly the operator binds whose left side ends here; null when there is none that is known. */
function bindingAfter(items: readonly Item[], at: number, before: readonly Item[]): number | null {
  const next = items[at];
  if (next === undefined) return 0;
  if (isGroup(next)) return null;
  if (next.kind === "symbol")
    return next.text === "," || next.text === ";" ? 0 : (binary.get(next.text) ?? null);
  if (isWord(next, "OR")) return or;
  if (isWord(next, "AND")) return opensRange(before) ? equality : and;
  if (isWord(next, ...comparing, "NOT")) return equality;
  if (isWord(next, "ESCAPE")) return escape;
  if (isWord(next, "COLLATE")) return collate;
  return isWord(next, ...ends) ? 0 : null;
}

/** How tightly the loosest operator binds among the items; null when they are more or less than one expression. */
function loosest(items: readonly Item[]): number | null {
  if (items.length === 0) return null;
  let level: number = atom;
  let cases = 0;
  let ranges = 0;
  for (const [at, item] of items.entries()) {
    if (isGroup(item)) continue;
    if (isWord(item, "CASE")) cases++;
    else if (isWord(item, "END") && cases > 0) cases--;
    if (cases > 0 || isWord(item, "END")) continue;
    if (isWord(item, ...queries) || isSymbol(item, ",") || isSymbol(item, ";")) return null;
    let found: number = atom;
    if (item.kind === "symbol")
      found = isPrefix(item, items.slice(0, at)) ? unary : (binary.get(item.text) ?? atom);
    else if (isWord(item, "OR")) found = or;
    else if (isWord(item, "AND")) {
      found = ranges > 0 ? equality : and;
      if (ranges > 0) ranges--;
    } else if (isWord(item, "NOT")) {
      // NOT IN, NOT NULL, IS NOT are parts of a comparison.
      found = isOperand(items[at - 1]) || isWordAt(items[at - 1], "IS") ? equality : not;
    } else if (isWord(item, ...comparing)) found = equality;
    else if (isWord(item, "ESCAPE")) found = escape;
    else if (isWord(item, "COLLATE")) found = collate;
    if (isWord(item, "BETWEEN")) ranges++;
    level = Math.min(level, found);
  }
  return level;
}

/** True when a BETWEEN still waits for its AND. */
function opensRange(items: readonly Item[]): boolean {
  let open = 0;
  const outer: number[] = [];
  for (const item of items) {
    if (isGroup(item)) continue;
    if (isWord(item, "CASE")) outer.push(open);
    if (isWord(item, "CASE", "WHEN", "THEN", "ELSE", ...starts)) open = 0;
    else if (isWord(item, "END")) open = outer.pop() ?? 0;
    else if (isWord(item, "BETWEEN")) open++;
    else if (isWord(item, "AND") && open > 0) open--;
  }
  return open > 0;
}

const binary: ReadonlyMap<string, number> = new Map([
  ...["=", "==", "<>", "!="].map((text) => [text, equality] as const),
  ...["<", "<=", ">", ">="].map((text) => [text, order] as const),
  ...["&", "|", "<<", ">>"].map((text) => [text, bits] as const),
  ...["+", "-"].map((text) => [text, sum] as const),
  ...["*", "/", "%"].map((text) => [text, product] as const),
  ...["||", "->", "->>"].map((text) => [text, join] as const),
]);

const comparing = ["IS", "IN", "LIKE", "GLOB", "MATCH", "REGEXP", "BETWEEN", "ISNULL", "NOTNULL"] as const;
const starts = ["CASE", "WHEN", "THEN", "ELSE", "WHERE", "ON", "HAVING", "SELECT", "BY"] as const;
const ends = [
  "WHEN",
  "THEN",
  "ELSE",
  "END",
  "AS",
  "FROM",
  "WHERE",
  "GROUP",
  "ORDER",
  "HAVING",
  "LIMIT",
  "UNION",
  "EXCEPT",
  "INTERSECT",
  "ASC",
  "DESC",
  "LEFT",
  "INNER",
  "JOIN",
  "CROSS",
  "FULL",
  "RIGHT",
] as const;
const queries = [
  ...ends.filter((word) => !["WHEN", "THEN", "ELSE", "END"].includes(word)),
  "SELECT",
  "WITH",
  "VALUES",
  "DISTINCT",
];

/** A sign stands before a value where no value stands before it. */
function isPrefix(token: Token, before: readonly Item[]): boolean {
  if (token.text === "~") return true;
  return (token.text === "-" || token.text === "+") && !isOperand(before.at(-1));
}

function isOperand(item: Item | undefined): boolean {
  if (item === undefined) return false;
  if (isGroup(item) || isWord(item, "END", "NULL", "ISNULL", "NOTNULL")) return true;
  if (item.kind === "symbol") return false;
  return !isWord(item, "AND", "OR", "NOT", "ESCAPE", "COLLATE", ...comparing, ...starts, ...queries);
}

function isWordAt(item: Item | undefined, word: string): boolean {
  return item !== undefined && !isGroup(item) && isWord(item, word);
}

function isGroup(item: Item): item is Group {
  return "items" in item;
}

function nested(tokens: readonly Token[]): readonly Item[] {
  const outer: { readonly open: Token; readonly items: Item[] }[] = [];
  let items: Item[] = [];
  for (const token of tokens) {
    if (isSymbol(token, "(")) {
      outer.push({ open: token, items });
      items = [];
    } else if (isSymbol(token, ")") && outer.length > 0) {
      const { open, items: before } = outer.pop() as (typeof outer)[number];
      before.push({ open, items, close: token });
      items = before;
    } else items.push(token);
  }
  // Brackets that nobody closes.
  while (outer.length > 0) {
    const { open, items: before } = outer.pop() as (typeof outer)[number];
    before.push({ open, items, close: null });
    items = before;
  }
  return items;
}

function flat(items: readonly Item[]): readonly Token[] {
  return items.flatMap((item) =>
    isGroup(item) ? [item.open, ...flat(item.items), ...(item.close === null ? [] : [item.close])] : [item],
  );
}
