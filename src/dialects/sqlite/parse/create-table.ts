import { typeOfSql } from "../../../core/schema/types.ts";
import type {
  Check,
  Column,
  ConstraintName,
  ForeignKey,
  PrimaryKey,
  Table,
  Unique,
} from "../../../core/schema/schema.ts";
import { usualCheck, usualColumn, usualPrimaryKey, usualUnique } from "../../../core/schema/usual.ts";
import { isSymbol, isWord, type Token } from "../../../core/sql/tokens.ts";
import { foldName } from "../tokens.ts";
import { bareExpression, defaultValue } from "./expression.ts";
import { takeIndexedNames, takeOnConflict, takeReference, type Reference } from "./clauses.ts";
import {
  accept,
  acceptSymbol,
  cursorOver,
  peek,
  takeGroup,
  takeName,
  takeQualifiedName,
  type Cursor,
} from "./cursor.ts";
import type { Clause, ClauseKind, Element, Layout } from "./layout.ts";

/** What the text of a CREATE TABLE says, and where. */
export interface ParsedTable {
  readonly table: Pick<
    Table,
    "name" | "columns" | "primaryKey" | "uniques" | "checks" | "foreignKeys" | "strict" | "withoutRowid"
  >;
  readonly layout: Layout;
}

/** Read a CREATE TABLE that SQLite has accepted; null when the text is something else. */
export function parseCreateTable(sql: string): ParsedTable | null {
  const cursor = cursorOver(sql);
  if (!accept(cursor, "CREATE")) return null;
  if (!accept(cursor, "TEMP")) accept(cursor, "TEMPORARY");
  if (!accept(cursor, "TABLE")) return null;
  accept(cursor, "IF", "NOT", "EXISTS");
  const draft: Draft = { columns: [], primaryKey: null, uniques: [], checks: [], foreignKeys: [] };
  const name = takeQualifiedName(cursor);
  const open = cursor.at;
  if (!acceptSymbol(cursor, "(")) return null;
  const elements: Element[] = [];
  while (peek(cursor) !== undefined && !isSymbol(peek(cursor), ")")) {
    if (!acceptSymbol(cursor, ",")) elements.push(takeElement(cursor, draft));
  }
  const close = cursor.at;
  const options = cursor.tokens.slice(close);
  return {
    table: {
      name,
      ...draft,
      columns: draft.columns.map((column) => ({ ...column })),
      strict: options.some((token) => isWord(token, "STRICT")),
      withoutRowid: options.some((token) => isWord(token, "WITHOUT")),
    },
    layout: { source: sql, tokens: cursor.tokens, name: open - 1, open, close, elements },
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type MutableColumn = Mutable<Column>;

interface Draft {
  readonly columns: MutableColumn[];
  primaryKey: PrimaryKey | null;
  readonly uniques: Unique[];
  readonly checks: Check[];
  readonly foreignKeys: ForeignKey[];
}

function takeElement(cursor: Cursor, draft: Draft): Element {
  if (!isWord(peek(cursor), ...constraintStart)) return takeColumn(cursor, draft);
  const clause = takeClause(cursor, (named) => takeTableConstraint(cursor, named, draft));
  return { from: clause.from, to: clause.to, column: null, clauses: [clause] };
}

type Named = Pick<ConstraintName, "name" | "nameExplicit">;

/** What `take` reads, with the name before it. */
function takeClause(cursor: Cursor, take: (named: Named) => ClauseKind): Clause {
  const from = cursor.at;
  const name = accept(cursor, "CONSTRAINT") ? takeName(cursor) : null;
  const kind = take({ name, nameExplicit: name !== null });
  // What says nothing to us must not keep us.
  if (cursor.at === from) cursor.at++;
  return { kind, name: name === null ? null : from + 1, from, to: cursor.at };
}

const constraintStart = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];

/** SQLite wants no comma between the constraints of a table, so each is read by itself. */
function takeTableConstraint(cursor: Cursor, named: Named, draft: Draft): ClauseKind {
  if (accept(cursor, "PRIMARY", "KEY")) {
    const { columns, autoincrement } = takeIndexedNames(cursor);
    draft.primaryKey = keyOf(named, columns, cursor);
    const only = draft.columns.find((column) => foldName(column.name) === foldName(columns[0] ?? ""));
    if (autoincrement && only !== undefined) only.autoincrement = true;
    return "primaryKey";
  }
  if (accept(cursor, "UNIQUE")) {
    const { columns } = takeIndexedNames(cursor);
    draft.uniques.push(uniqueOf(named, columns, cursor));
    return "unique";
  }
  if (accept(cursor, "CHECK")) {
    draft.checks.push(checkOf(named, cursor));
    takeOnConflict(cursor);
    return "check";
  }
  if (accept(cursor, "FOREIGN", "KEY")) {
    const { columns } = takeIndexedNames(cursor);
    if (accept(cursor, "REFERENCES")) draft.foreignKeys.push({ ...named, columns, ...takeReference(cursor) });
    return "foreignKey";
  }
  return "other";
}

function takeColumn(cursor: Cursor, draft: Draft): Element {
  const from = cursor.at;
  const name = takeName(cursor);
  const typeFrom = cursor.at;
  const column: MutableColumn = { name, type: typeOfSql(takeType(cursor)), ...usualColumn };
  draft.columns.push(column);
  const type = { from: typeFrom, to: cursor.at };
  const clauses: Clause[] = [];
  while (peek(cursor) !== undefined && !isSymbol(peek(cursor), ",") && !isSymbol(peek(cursor), ")")) {
    clauses.push(takeClause(cursor, (named) => takeColumnConstraint(cursor, named, column, draft)));
  }
  return { from, to: cursor.at, column: { name: from, type }, clauses };
}

function takeColumnConstraint(cursor: Cursor, named: Named, column: MutableColumn, draft: Draft): ClauseKind {
  const columns = [column.name];
  if (accept(cursor, "PRIMARY", "KEY")) {
    if (!accept(cursor, "ASC")) accept(cursor, "DESC");
    draft.primaryKey = keyOf(named, columns, cursor);
    column.autoincrement = accept(cursor, "AUTOINCREMENT");
    return "primaryKey";
  }
  if (accept(cursor, "NOT", "NULL")) {
    column.nullable = false;
    takeOnConflict(cursor);
    return "notNull";
  }
  if (accept(cursor, "NULL")) {
    takeOnConflict(cursor);
    return "null";
  }
  if (accept(cursor, "UNIQUE")) {
    draft.uniques.push(uniqueOf(named, columns, cursor));
    return "unique";
  }
  if (accept(cursor, "CHECK")) {
    draft.checks.push(checkOf(named, cursor));
    return "check";
  }
  if (accept(cursor, "DEFAULT")) {
    column.default = takeDefault(cursor);
    return "default";
  }
  if (accept(cursor, "COLLATE")) {
    column.collation = takeName(cursor);
    return "collate";
  }
  if (accept(cursor, "REFERENCES")) {
    draft.foreignKeys.push({ ...named, columns, ...takeReference(cursor) });
    return "foreignKey";
  }
  if (accept(cursor, "GENERATED", "ALWAYS", "AS") || accept(cursor, "AS")) {
    const expression = bareExpression(takeGroup(cursor)?.text ?? "");
    const stored = accept(cursor, "STORED");
    if (!stored) accept(cursor, "VIRTUAL");
    column.generated = { expression, stored };
    return "generated";
  }
  return named.name === null && takeDeferrable(cursor, column, draft) ? "deferrable" : "other";
}

/** A DEFERRABLE that stands apart belongs to the reference before it. */
function takeDeferrable(cursor: Cursor, column: Column, draft: Draft): boolean {
  const last = draft.foreignKeys.at(-1);
  const start = cursor.at;
  if (last?.columns[0] !== column.name) return false;
  const more: Pick<Reference, "deferrable"> = takeReference(cursor, last.references);
  if (cursor.at > start) draft.foreignKeys.splice(-1, 1, { ...last, deferrable: more.deferrable });
  return cursor.at > start;
}

function uniqueOf(named: Named, columns: readonly string[], cursor: Cursor): Unique {
  return { ...named, ...usualUnique, columns, onConflict: takeOnConflict(cursor) };
}

function keyOf(named: Named, columns: readonly string[], cursor: Cursor): PrimaryKey {
  return { ...named, ...usualPrimaryKey, columns, onConflict: takeOnConflict(cursor) };
}

function checkOf(named: Named, cursor: Cursor): Check {
  return { ...named, ...usualCheck, expression: bareExpression(takeGroup(cursor)?.text ?? "") };
}

/** Words and strings up to the first word of a constraint, then arguments in brackets; no comments. */
function takeType(cursor: Cursor): string {
  const tokens: Token[] = [];
  for (let token = peek(cursor); token !== undefined && isTypeWord(cursor, token); token = peek(cursor)) {
    tokens.push(token);
    cursor.at++;
  }
  if (tokens.length === 0) return "";
  const before = cursor.at;
  if (takeGroup(cursor) !== null) tokens.push(...cursor.tokens.slice(before, cursor.at));
  return tokens
    .map(({ start, text }, at) => (at > 0 && start > (tokens[at - 1]?.end ?? 0) ? ` ${text}` : text))
    .join("");
}

const typeEnd = [
  "CONSTRAINT",
  "PRIMARY",
  "NOT",
  "NULL",
  "UNIQUE",
  "CHECK",
  "DEFAULT",
  "COLLATE",
  "REFERENCES",
  "AS",
];

function isTypeWord(cursor: Cursor, token: Token): boolean {
  if (token.kind !== "word") return token.kind === "quoted" || token.kind === "string";
  return !isWord(token, ...typeEnd) && !(isWord(token, "GENERATED") && isWord(peek(cursor, 1), "ALWAYS"));
}

function takeDefault(cursor: Cursor): string | null {
  const group = takeGroup(cursor);
  if (group !== null) return bareExpression(group.text);
  const sign = acceptSymbol(cursor, "-") ? "-" : "";
  if (sign === "") acceptSymbol(cursor, "+");
  const token = peek(cursor);
  cursor.at++;
  return token === undefined ? null : sign + defaultValue(token);
}
