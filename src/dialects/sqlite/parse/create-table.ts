import type { Check, Column, ForeignKey, PrimaryKey, Table, Unique } from "../../../core/schema/schema.ts";
import { isSymbol, isWord, type Token } from "../tokens.ts";
import { bareExpression, defaultValue } from "./expression.ts";
import { takeIndexedNames, takeOnConflict, takeReference, type Reference } from "./clauses.ts";
import {
  accept,
  acceptSymbol,
  cursorOver,
  groupOf,
  peek,
  takeGroup,
  takeName,
  takeQualifiedName,
  type Cursor,
} from "./cursor.ts";

/** What the text of a CREATE TABLE says. */
export type ParsedTable = Pick<
  Table,
  "name" | "columns" | "primaryKey" | "uniques" | "checks" | "foreignKeys" | "strict" | "withoutRowid"
>;

/** Read a CREATE TABLE that SQLite has accepted; null when the text is something else. */
export function parseCreateTable(sql: string): ParsedTable | null {
  const cursor = cursorOver(sql);
  if (!accept(cursor, "CREATE")) return null;
  if (!accept(cursor, "TEMP")) accept(cursor, "TEMPORARY");
  if (!accept(cursor, "TABLE")) return null;
  accept(cursor, "IF", "NOT", "EXISTS");
  const draft: Draft = { columns: [], primaryKey: null, uniques: [], checks: [], foreignKeys: [] };
  const name = takeQualifiedName(cursor);
  if (!acceptSymbol(cursor, "(")) return null;
  while (peek(cursor) !== undefined && !acceptSymbol(cursor, ")")) takeElement(cursor, draft);
  const options = cursor.tokens.slice(cursor.at);
  return {
    name,
    ...draft,
    columns: draft.columns.map((column) => ({ ...column })),
    strict: options.some((token) => isWord(token, "STRICT")),
    withoutRowid: options.some((token) => isWord(token, "WITHOUT")),
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

function takeElement(cursor: Cursor, draft: Draft): void {
  if (acceptSymbol(cursor, ",")) return;
  if (isWord(peek(cursor), ...constraintStart)) takeTableConstraint(cursor, draft);
  else takeColumn(cursor, draft);
}

const constraintStart = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];

/** SQLite wants no comma between the constraints of a table, so each is read by itself. */
function takeTableConstraint(cursor: Cursor, draft: Draft): void {
  const name = accept(cursor, "CONSTRAINT") ? takeName(cursor) : null;
  const named = { name, nameExplicit: name !== null };
  if (accept(cursor, "PRIMARY", "KEY")) {
    const { columns, autoincrement } = takeIndexedNames(cursor);
    draft.primaryKey = { ...named, columns, onConflict: takeOnConflict(cursor) };
    const only = draft.columns.find((column) => column.name.toLowerCase() === columns[0]?.toLowerCase());
    if (autoincrement && only !== undefined) only.autoincrement = true;
  } else if (accept(cursor, "UNIQUE")) {
    const { columns } = takeIndexedNames(cursor);
    draft.uniques.push(uniqueOf(named, columns, cursor));
  } else if (accept(cursor, "CHECK")) {
    draft.checks.push(checkOf(named, cursor));
    takeOnConflict(cursor);
  } else if (accept(cursor, "FOREIGN", "KEY")) {
    const { columns } = takeIndexedNames(cursor);
    if (accept(cursor, "REFERENCES")) draft.foreignKeys.push({ ...named, columns, ...takeReference(cursor) });
  } else if (name === null) {
    cursor.at++;
  }
}

function takeColumn(cursor: Cursor, draft: Draft): void {
  const column: MutableColumn = {
    name: takeName(cursor),
    type: takeType(cursor),
    nullable: true,
    default: null,
    generated: null,
    identity: null,
    collation: null,
    autoincrement: false,
    comment: null,
  };
  draft.columns.push(column);
  while (peek(cursor) !== undefined && !isSymbol(peek(cursor), ",") && !isSymbol(peek(cursor), ")")) {
    takeColumnConstraint(cursor, column, draft);
  }
}

function takeColumnConstraint(cursor: Cursor, column: MutableColumn, draft: Draft): void {
  const name = accept(cursor, "CONSTRAINT") ? takeName(cursor) : null;
  const named = { name, nameExplicit: name !== null };
  const columns = [column.name];
  if (accept(cursor, "PRIMARY", "KEY")) {
    if (!accept(cursor, "ASC")) accept(cursor, "DESC");
    draft.primaryKey = { ...named, columns, onConflict: takeOnConflict(cursor) };
    column.autoincrement = accept(cursor, "AUTOINCREMENT");
  } else if (accept(cursor, "NOT", "NULL")) {
    column.nullable = false;
    takeOnConflict(cursor);
  } else if (accept(cursor, "NULL")) {
    takeOnConflict(cursor);
  } else if (accept(cursor, "UNIQUE")) {
    draft.uniques.push(uniqueOf(named, columns, cursor));
  } else if (accept(cursor, "CHECK")) {
    draft.checks.push(checkOf(named, cursor));
  } else if (accept(cursor, "DEFAULT")) {
    column.default = takeDefault(cursor);
  } else if (accept(cursor, "COLLATE")) {
    column.collation = takeName(cursor);
  } else if (accept(cursor, "REFERENCES")) {
    draft.foreignKeys.push({ ...named, columns, ...takeReference(cursor) });
  } else if (accept(cursor, "GENERATED", "ALWAYS", "AS") || accept(cursor, "AS")) {
    const expression = bareExpression(takeGroup(cursor)?.text ?? "");
    const stored = accept(cursor, "STORED");
    if (!stored) accept(cursor, "VIRTUAL");
    column.generated = { expression, stored };
  } else if (name === null) {
    takeStray(cursor, column, draft);
  }
}

/** A DEFERRABLE that stands apart belongs to the reference before it; anything else says nothing to us. */
function takeStray(cursor: Cursor, column: Column, draft: Draft): void {
  const last = draft.foreignKeys.at(-1);
  const start = cursor.at;
  if (last?.columns[0] === column.name) {
    const more: Pick<Reference, "deferrable"> = takeReference(cursor, last.references);
    if (cursor.at > start) draft.foreignKeys.splice(-1, 1, { ...last, deferrable: more.deferrable });
  }
  if (cursor.at === start) cursor.at++;
}

function uniqueOf(
  named: Pick<Unique, "name" | "nameExplicit">,
  columns: readonly string[],
  cursor: Cursor,
): Unique {
  return { ...named, columns, nullsNotDistinct: false, deferrable: null, onConflict: takeOnConflict(cursor) };
}

function checkOf(named: Pick<Check, "name" | "nameExplicit">, cursor: Cursor): Check {
  return { ...named, expression: bareExpression(takeGroup(cursor)?.text ?? ""), validated: true };
}

/** Words and strings up to the first word of a constraint, then arguments in brackets. */
function takeType(cursor: Cursor): string {
  const tokens: Token[] = [];
  for (let token = peek(cursor); token !== undefined && isTypeWord(cursor, token); token = peek(cursor)) {
    tokens.push(token);
    cursor.at++;
  }
  if (tokens.length === 0) return "";
  const start = cursor.at;
  if (takeGroup(cursor) !== null) tokens.push(...cursor.tokens.slice(start, cursor.at));
  return groupOf(cursor.source, tokens).text;
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
