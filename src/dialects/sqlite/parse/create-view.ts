import { relationsIn } from "../../../core/sql/relations.ts";
import { isSymbol, nameOf } from "../../../core/sql/tokens.ts";
import { foldName } from "../tokens.ts";
import { accept, cursorOver, groupOf, takeGroup, takeQualifiedName } from "./cursor.ts";

/** What the text of a CREATE VIEW says. */
export interface ParsedView {
  readonly columns: readonly string[] | null;
  readonly query: string;
  /** `foldName` of what it may read from. */
  readonly reads: ReadonlySet<string>;
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
  const { text, tokens } = groupOf(sql, cursor.tokens.slice(cursor.at));
  return {
    columns,
    query: text,
    reads: new Set([...relationsIn(tokens)].map(({ name }) => foldName(nameOf(name)))),
  };
}
