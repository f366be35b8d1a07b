import type { Column, Table } from "../../../../core/schema/schema.ts";
import { canonicalTable } from "../../normalize/canonical.ts";
import { groupIn, type Clause, type ClauseKind, type Element } from "../../parse/layout.ts";
import { defaultSql, generatedSql } from "../table-sql.ts";
import { quoteName } from "../../tokens.ts";
import { insertAfter, removeSpan, replaceExpression, replaceSpan, type Edits } from "./edits.ts";

/** Make the text of a column say what the column is; `said` is what it says now, in the table as it becomes. */
export function editColumn(edits: Edits, element: Element, said: Column, made: Column, table: Table): void {
  if (element.column === null) return;
  const { name, type } = element.column;
  const before = asIn(table, said, made);
  const after = asIn(table, made, made);
  if (said.name !== made.name) {
    replaceSpan(edits, { from: name, to: name + 1 }, quoteName(made.name));
  }
  if (before.type !== after.type) {
    if (type.from === type.to) insertAfter(edits, name, ` ${made.type}`);
    else if (made.type === "") removeSpan(edits, type);
    else replaceSpan(edits, type, made.type);
  }
  // Whether a key lets nulls in depends on the type that it gets.
  if (asIn(table, { ...said, type: made.type }, made).nullable !== after.nullable) {
    for (const clause of clausesIn(element, made.nullable ? "notNull" : "null")) removeSpan(edits, clause);
    if (!made.nullable) insertAfter(edits, element.to - 1, " NOT NULL");
  }
  if (before.default !== after.default) {
    say(edits, element, "default", after.default === null ? null : `DEFAULT ${defaultSql(after.default)}`);
  }
  if (before.collation !== after.collation) {
    say(edits, element, "collate", after.collation === null ? null : `COLLATE ${quoteName(after.collation)}`);
  }
  const [from, to] = [before.generated, after.generated];
  if (from?.expression === to?.expression && from?.stored === to?.stored) return;
  const [clause] = clausesIn(element, "generated");
  const inside = clause === undefined ? null : groupIn(edits.layout, clause);
  if (from !== null && to !== null && from.stored === to.stored && inside !== null) {
    replaceExpression(edits, inside, to.expression);
  } else say(edits, element, "generated", to === null ? null : generatedSql(to));
}

/** The clauses of a kind that a column has. */
function clausesIn(element: Element, kind: ClauseKind): readonly Clause[] {
  return element.clauses.filter((clause) => clause.kind === kind);
}

/** Say it in the last clause of its kind, which is the one that counts, or in a new one; null: in none. */
function say(edits: Edits, element: Element, kind: ClauseKind, text: string | null): void {
  const clauses = clausesIn(element, kind);
  const last = text === null ? undefined : clauses.at(-1);
  for (const clause of clauses) {
    if (clause !== last) removeSpan(edits, clause);
  }
  if (text === null) return;
  if (last === undefined) insertAfter(edits, element.to - 1, ` ${text}`);
  else replaceSpan(edits, { from: last.from + (last.name === null ? 0 : 2), to: last.to }, text);
}

/** A column in canonical form, as if it were this one of the table. */
function asIn(table: Table, column: Column, place: Column): Column {
  const columns = [{ ...column, name: place.name }];
  return canonicalTable({ ...table, columns }).columns[0] ?? column;
}
