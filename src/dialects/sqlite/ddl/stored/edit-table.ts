import { renameColumnIn } from "../../../../core/schema/expressions.ts";
import type { Table } from "../../../../core/schema/schema.ts";
import { parseCreateTable } from "../../parse/create-table.ts";
import { unqualified } from "../../parse/expression.ts";
import { clausesOf, groupIn } from "../../parse/layout.ts";
import { columnSql } from "../table-sql.ts";
import { quoteName } from "../../tokens.ts";
import { assemble } from "./assemble.ts";
import { editColumn } from "./edit-column.ts";
import { editChecks, editForeignKeys, editPrimaryKey, editUniques } from "./edit-constraints.ts";
import { editsOf, endOf, replaceSpan, startOf } from "./edits.ts";
import { pairsOf } from "./pairs.ts";
import { saysSame } from "./stored.ts";

/**
 * The CREATE TABLE of a table after one operation, with all that the operation does not touch as it was
 * written. Null when the text does not say what the model does; then only the model is left to go by.
 */
export function editTable(sql: string, old: Table, made: Table): string | null {
  const parsed = parseCreateTable(sql);
  if (parsed === null || !saysSame(parsed.table, old)) return null;
  const { layout } = parsed;
  const changes = pairsOf(old.columns, made.columns);
  const renamed = changes.kept.find(({ from, to }) => from.name !== to.name);
  const edits = editsOf(layout, (expression) =>
    renamed === undefined ? expression : renameColumnIn(expression, renamed.from.name, renamed.to.name),
  );
  if (old.name !== made.name)
    replaceSpan(edits, { from: layout.name, to: layout.name + 1 }, quoteName(made.name));

  const columns = layout.elements.filter((element) => element.column !== null);
  for (const at of changes.gone) {
    const element = columns[at];
    if (element !== undefined) edits.gone.add(element);
  }
  for (const { at, to } of changes.kept) {
    const [element, said] = [columns[at], parsed.table.columns[at]];
    if (element !== undefined && said !== undefined) editColumn(edits, element, said, to, made);
  }
  edits.columns.push(...changes.added.map((column) => columnSql(column)));

  editPrimaryKey(edits, old, made);
  editUniques(edits, old.uniques, made.uniques);
  editChecks(edits, old.checks, made.checks);
  editForeignKeys(edits, old.foreignKeys, made.foreignKeys);

  const text = assemble(edits);
  const again = parseCreateTable(text);
  return again !== null && saysSame(again.table, made) ? text : null;
}

/**
 * The CREATE TABLE under another name, for a while. SQLite takes what checks say of the table by name for
 * the name of another one, so they say it of none.
 */
export function underName(sql: string, name: string): string | null {
  const parsed = parseCreateTable(sql);
  if (parsed === null) return null;
  const { layout, table } = parsed;
  const edits = editsOf(layout);
  replaceSpan(edits, { from: layout.name, to: layout.name + 1 }, quoteName(name));
  for (const { clause } of clausesOf(layout, "check")) {
    const inside = groupIn(layout, clause);
    if (inside === null) continue;
    const text = layout.source.slice(startOf(layout, inside.from), endOf(layout, inside.to - 1));
    const plain = unqualified(text, table.name);
    if (plain !== text) replaceSpan(edits, inside, plain);
  }
  return assemble(edits);
}
