import type { Index, IndexKey } from "../../../core/schema/schema.ts";
import { usualIndex, usualIndexKey } from "../../../core/schema/usual.ts";
import { isWord, nameOf, type Token } from "../../../core/sql/tokens.ts";
import { foldName } from "../tokens.ts";
import { accept, cursorOver, groupOf, splitGroup, takeGroup, takeQualifiedName } from "./cursor.ts";
import { bareExpression } from "./expression.ts";

/** What the text of a CREATE INDEX says. */
export interface ParsedIndex {
  readonly table: string;
  readonly index: Index;
}

/** Read a CREATE INDEX that SQLite has accepted; a lone name is a column when the table has it. */
export function parseCreateIndex(sql: string, columns: readonly string[]): ParsedIndex | null {
  const cursor = cursorOver(sql);
  if (!accept(cursor, "CREATE")) return null;
  const unique = accept(cursor, "UNIQUE");
  if (!accept(cursor, "INDEX")) return null;
  accept(cursor, "IF", "NOT", "EXISTS");
  const name = takeQualifiedName(cursor);
  accept(cursor, "ON");
  const table = takeQualifiedName(cursor);
  const group = takeGroup(cursor);
  if (group === null) return null;
  const rest = accept(cursor, "WHERE") ? cursor.tokens.slice(cursor.at) : [];
  const index: Index = {
    ...usualIndex,
    name,
    nameExplicit: true,
    unique,
    keys: splitGroup(group, sql).map(({ tokens }) => keyOf(sql, tokens, columns)),
    where: rest.length === 0 ? null : bareExpression(groupOf(sql, rest).text),
  };
  return { table, index };
}

function keyOf(sql: string, given: readonly Token[], columns: readonly string[]): IndexKey {
  let tokens = given;
  const descending = isWord(tokens.at(-1), "DESC");
  if (descending || isWord(tokens.at(-1), "ASC")) tokens = tokens.slice(0, -1);
  const collation = isWord(tokens.at(-2), "COLLATE") ? tokens.at(-1) : undefined;
  if (collation !== undefined) tokens = tokens.slice(0, -2);
  const [first] = tokens;
  const lone =
    tokens.length === 1 && first !== undefined && ["word", "quoted", "string"].includes(first.kind);
  const column = lone ? columns.find((name) => foldName(name) === foldName(nameOf(first))) : undefined;
  return {
    ...usualIndexKey,
    column: column ?? null,
    expression: column === undefined ? bareExpression(groupOf(sql, tokens).text) : null,
    descending,
    collation: collation === undefined ? null : nameOf(collation),
  };
}
