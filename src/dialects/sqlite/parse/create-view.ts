import { relationsIn } from "../../../core/sql/relations.ts";
import { isSymbol, nameOf } from "../../../core/sql/tokens.ts";
import { foldName, tokenize } from "../tokens.ts";
import { accept, cursorOver, groupOf, takeGroup, takeQualifiedName } from "./cursor.ts";

/** What the text of a CREATE VIEW says. */
export interface ParsedView {
  readonly columns: readonly string[] | null;
  readonly query: string;
}

/** Read a CREATE VIEW that SQLite has accepted; null when the text is something else. */
export function parseCreateView(sql: string): ParsedView | null {
  const cursor = cursorOver(sql);
  if (!accept(cursor, "CREATE")) return null;
  if (!accept(cursor, "TEMP")) accept(cursor, "TEMPORARY");
  if (!accept(cursor, "VIEW")) return null;
  accept(cursor, "IF", "NOT", "EXISTS");
  takeQualifiedName(cursor);
  const group = takeGroup(cursor);
  const columns = group?.tokens.filter((token) => !isSymbol(token, ",")).map(nameOf) ?? null;
  if (!accept(cursor, "AS")) return null;
  return { columns, query: groupOf(sql, cursor.tokens.slice(cursor.at)).text };
}

/** The tables and views among `names` that a query reads from, spelled as in `names`. */
export function tablesRead(query: string, names: readonly string[]): readonly string[] {
  const known = new Map(names.map((name) => [foldName(name), name]));
  const read = new Set<string>();
  for (const relation of relationsIn(tokenize(query))) {
    const name = known.get(foldName(nameOf(relation.name)));
    if (name !== undefined) read.add(name);
  }
  return [...read].sort();
}
