import { lexical } from "../lexical.ts";
import type { Before } from "./move.ts";
import { firstTokens, isSymbol, isWord, nameOf, type Token } from "../../../core/sql/tokens.ts";
import { foldName, tokenize } from "../tokens.ts";

/**
 * The statements of a script, by their places, that drop tables to which others refer, and all up to the last
 * one that drops a table too or makes, fills or names a table in the place of one that is gone. They belong
 * together, and foreign keys must not be enforced meanwhile: dropping a table deletes its rows, and with them
 * those that cascade from them.
 */
export function droppedParents(statements: readonly string[], before: Before): ReadonlySet<number> {
  const parents = new Set([...targetsIn(before), ...statements.flatMap(targetsOf)]);
  const gone = new Set<string>();
  let [first, last] = [0, -1];
  for (const [index, sql] of statements.entries()) {
    const act = actOf(sql);
    if (act === null) continue;
    if (act.kind === "rename" && parents.has(act.from)) parents.add(act.to);
    if (act.kind === "drop" && parents.has(act.to)) {
      if (gone.size === 0) first = index;
      gone.add(act.to);
    }
    if (gone.size > 0 && (act.kind === "drop" || gone.has(act.to))) last = index;
  }
  return new Set(Array.from({ length: last - first + 1 }, (_, offset) => first + offset));
}

/** True for a statement that drops a table of the database itself. */
export function dropsTable(sql: string): boolean {
  return actOf(sql)?.kind === "drop";
}

/** What a statement does to a table of the database itself; names are folded. */
type Act =
  | { readonly kind: "drop" | "fill"; readonly to: string }
  | { readonly kind: "rename"; readonly from: string; readonly to: string };

/** Null for a statement that does something else. */
function actOf(sql: string): Act | null {
  // The names are at the beginning, whatever number of rows comes after them.
  const tokens = firstTokens(sql, lexical, 24);
  const [verb, what] = tokens;
  if (isWord(verb, "INSERT", "REPLACE")) {
    const [to] = tableAt(tokens, tokens.findIndex((token) => isWord(token, "INTO")) + 1);
    return to === null ? null : { kind: "fill", to };
  }
  if (!isWord(what, "TABLE")) return null;
  const [table, next] = tableAt(tokens, afterIf(tokens, 2));
  if (table === null) return null;
  if (isWord(verb, "DROP")) return { kind: "drop", to: table };
  if (isWord(verb, "CREATE")) return { kind: "fill", to: table };
  const to = tokens[next + 2];
  const isRename = isWord(tokens[next], "RENAME") && isWord(tokens[next + 1], "TO") && to !== undefined;
  return isRename ? { kind: "rename", from: table, to: foldName(nameOf(to)) } : null;
}

/** The place after `IF EXISTS` or `IF NOT EXISTS`. */
function afterIf(tokens: readonly Token[], at: number): number {
  if (!isWord(tokens[at], "IF")) return at;
  return isWord(tokens[at + 1], "NOT") ? at + 3 : at + 2;
}

/** The name that stands there, and the place after it; null for a table of another database. */
function tableAt(tokens: readonly Token[], at: number): readonly [name: string | null, next: number] {
  const [first, dot, second] = tokens.slice(at, at + 3);
  if (first === undefined) return [null, at];
  const name = foldName(nameOf(first));
  if (!isSymbol(dot, ".") || second === undefined) return [name, at + 1];
  return [name === "main" ? foldName(nameOf(second)) : null, at + 3];
}

/** The tables to which others refer. */
function targetsIn(before: Before): readonly string[] {
  return before().tables.flatMap(({ name, foreignKeys }) =>
    foreignKeys
      .map(({ references }) => foldName(references.table))
      .filter((target) => target !== foldName(name)),
  );
}

/** The tables to which a statement of the script itself makes others refer. */
function targetsOf(sql: string): readonly string[] {
  if (!/references/iu.test(sql) || !isWord(firstTokens(sql, lexical, 1)[0], "CREATE", "ALTER")) return [];
  const tokens = tokenize(sql);
  return tokens.flatMap((token, index) => {
    const target = tokens[index + 1];
    return isWord(token, "REFERENCES") && target !== undefined ? [foldName(nameOf(target))] : [];
  });
}
