import { formatName } from "../schema/names.ts";
import { afterComments, tokensOf, type Token } from "../schema/tokens.ts";

/** What a statement of plain SQL does to whole tables, or to the name of a column; names are as in names.ts. */
export type SqlMove =
  | { readonly kind: "drop"; readonly tables: readonly string[] }
  | { readonly kind: "rename"; readonly table: string; readonly to: string }
  | { readonly kind: "renameColumn"; readonly table: string; readonly from: string; readonly to: string }
  | SqlCopy;

/** All rows of a table are written into another one. */
export interface SqlCopy {
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

/** Read a statement; null for one that does something else, or copies no more than some of the rows. */
export function moveOf(statement: string): SqlMove | null {
  if (!/^(?:drop|alter|create|insert)\b/iu.test(afterComments(statement))) return null;
  const tokens = tokensOf(statement).filter(({ kind, text }) => kind !== "space" && text !== ";");
  if (is(tokens[0], "drop")) return is(tokens[1], "table") ? dropped(tokens) : null;
  if (is(tokens[0], "alter")) return is(tokens[1], "table") ? renamed(tokens) : null;
  return copied(tokens);
}

function dropped(tokens: readonly Token[]): SqlMove {
  const tables: string[] = [];
  for (let at = is(tokens[2], "if") ? 4 : 2; at < tokens.length;) {
    const [table, next] = nameAt(tokens, at);
    if (table === null) break;
    tables.push(table);
    if (tokens[next]?.text !== ",") break;
    at = next + 1;
  }
  return { kind: "drop", tables };
}

function renamed(tokens: readonly Token[]): SqlMove | null {
  let at = is(tokens[2], "if") ? 4 : 2;
  if (is(tokens[at], "only")) at += 1;
  const [table, next] = nameAt(tokens, at);
  if (table === null || !is(tokens[next], "rename")) return null;
  const rest = tokens.slice(next + 1).filter((token, index) => index > 0 || !is(token, "column"));
  const [first, second, third] = rest;
  if (is(first, "to") && rest.length === 2) return { kind: "rename", table, to: said(second) };
  if (!is(second, "to") || rest.length !== 3) return null;
  return { kind: "renameColumn", table, from: said(first), to: said(third) };
}

/** `INSERT INTO … SELECT … FROM one table`, or `CREATE TABLE … AS` the same. */
function copied(tokens: readonly Token[]): SqlCopy | null {
  const isInsert = is(tokens[0], "insert");
  const into = tokens.findIndex((token) => is(token, isInsert ? "into" : "table"));
  const mayDo = isInsert
    ? into === 1 || (into === 3 && is(tokens[2], "abort", "fail", "rollback"))
    : into === 1 || (into === 2 && is(tokens[1], "temp", "temporary", "unlogged"));
  const [to, next] = nameAt(tokens, into + 1);
  if (!mayDo || to === null) return null;
  const [columns, after] = listAt(tokens, next);
  let at = after;
  if (isInsert && is(tokens[at], "overriding")) at += 3;
  if (!isInsert && !is(tokens[at++], "as")) return null;
  if (!is(tokens[at], "select") || is(tokens[at + 1], "distinct")) return null;
  const [items, from] = itemsUntilFrom(tokens, at + 1);
  if (items === null) return null;
  const [source, end] = nameAt(tokens, is(tokens[from], "only") ? from + 1 : from);
  if (source === null || !takesAll(tokens.slice(end))) return null;
  const values = items.map((item, index) => valueOf(item, columns?.[index]));
  return { kind: "copy", from: source, to, values };
}

/** The texts in the brackets that stand there, and the place after them; null where there are none. */
function listAt(tokens: readonly Token[], at: number): readonly [readonly string[] | null, number] {
  if (tokens[at]?.text !== "(") return [null, at];
  const end = tokens.findIndex(({ text }, index) => index > at && text === ")");
  return [
    tokens
      .slice(at + 1, end)
      .filter(({ text }) => text !== ",")
      .map(said),
    end + 1,
  ];
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
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    if (depth === 0 && is(token, "from")) return [items, at + 1];
    if (depth === 0 && is(token, "union", "except", "intersect")) break;
    if (depth === 0 && token.text === ",") items.push([]);
    else items.at(-1)?.push(token);
  }
  return [null, tokens.length];
}

/** True when what follows the name of the table leaves out no row and adds none. */
function takesAll(tokens: readonly Token[]): boolean {
  const [first, second] = tokens;
  if (first === undefined) return true;
  return (
    is(first, "order") &&
    is(second, "by") &&
    !tokens.some((token) => is(token, "limit", "offset", "fetch", "union", "except", "intersect", "on"))
  );
}

function valueOf(item: readonly Token[], column: string | undefined): CopiedValue {
  const last = item.at(-1);
  if (last?.text === "*") return { column: null, of: "*", plain: true };
  const named = is(item.at(-2), "as");
  const value = named ? item.slice(0, -2) : item;
  const plain = value.length === 1 || (value.length === 3 && value[1]?.text === ".");
  const names = value.filter(({ kind }) => kind === "name").map(said);
  const own = named || plain ? said(last) : null;
  return { column: column ?? own, of: plain ? names.slice(-1) : names, plain };
}

/** The name of a table that stands there, and the place after it. */
function nameAt(tokens: readonly Token[], at: number): readonly [name: string | null, next: number] {
  const [first, dot, second] = tokens.slice(at, at + 3);
  if (first?.kind !== "name") return [null, at];
  if (dot?.text !== "." || second?.kind !== "name")
    return [formatName({ schema: null, name: said(first) }), at + 1];
  // `public` and `main` are the namespaces that go without saying.
  const schema = ["public", "main"].includes(said(first)) ? null : said(first);
  return [formatName({ schema, name: said(second) }), at + 3];
}

/** PostgreSQL folds what is not quoted to lower case; SQLite does not care. */
function said(token: Token | undefined): string {
  const name = token?.name ?? "";
  return token?.quoted === true ? name : name.toLowerCase();
}

function is(token: Token | undefined, ...words: readonly string[]): boolean {
  return token?.kind === "name" && !token.quoted && words.includes(token.text.toLowerCase());
}
