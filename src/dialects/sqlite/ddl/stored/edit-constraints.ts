import { sameData } from "../../../../core/collections.ts";
import type { Check, ForeignKey, Table, Unique } from "../../../../core/schema/schema.ts";
import { bareExpression } from "../../parse/expression.ts";
import {
  clausesOf,
  groupIn,
  partsIn,
  wordIn,
  type Clause,
  type ClauseKind,
  type PlacedClause,
  type Span,
} from "../../parse/layout.ts";
import { isWord, nameOf } from "../../../../core/sql/tokens.ts";
import { checkSql, foreignKeySql, keySql, uniqueSql } from "../table-sql.ts";
import { foldName, quoteName } from "../../tokens.ts";
import {
  insertAfter,
  insertBefore,
  removeClause,
  removeSpan,
  replaceExpression,
  replaceSpan,
  type Edits,
} from "./edits.ts";
import { pairsOf } from "./pairs.ts";

/** The primary key, and AUTOINCREMENT, which is a part of it. */
export function editPrimaryKey(edits: Edits, old: Table, made: Table): void {
  const { layout } = edits;
  const [from, to] = [old.primaryKey, made.primaryKey];
  const [place] = clausesOf(layout, "primaryKey");
  if (from === null && to !== null) {
    const [only, ...more] = to.columns;
    const owner = layout.elements.find(
      ({ column }) => column !== null && more.length === 0 && saysName(edits, column.name, only ?? ""),
    );
    if (owner === undefined) edits.constraints.push(keySql(made));
    else insertAfter(edits, owner.to - 1, ` ${keySql(made)}`);
  }
  if (from === null || place === undefined) return;
  const { element, clause } = place;
  if (to === null) {
    if (!edits.gone.has(element)) removeClause(edits, element, clause);
    return;
  }
  editName(edits, clause, from.name, to.name);
  const inside = groupIn(layout, clause);
  if (inside !== null) editNames(edits, inside, from.columns, to.columns);
  const counts = ({ columns }: Table): boolean => columns.some((column) => column.autoincrement);
  if (counts(old) === counts(made)) return;
  const word = wordIn(layout, clause, "AUTOINCREMENT");
  if (word !== null) removeSpan(edits, { from: word, to: word + 1 });
  else insertAfter(edits, inside === null ? clause.to - 1 : inside.to - 1, " AUTOINCREMENT");
}

/** The unique constraints, in the order of the text. */
export function editUniques(edits: Edits, old: readonly Unique[], made: readonly Unique[]): void {
  editList(edits, "unique", old, made, uniqueSql, ({ clause }, from, to) => {
    const inside = groupIn(edits.layout, clause);
    if (inside !== null) editNames(edits, inside, from.columns, to.columns);
  });
}

/** The checks, in the order of the text. */
export function editChecks(edits: Edits, old: readonly Check[], made: readonly Check[]): void {
  editList(edits, "check", old, made, checkSql, ({ clause }, from, to) => {
    const inside = groupIn(edits.layout, clause);
    if (inside !== null && from.expression !== to.expression) {
      replaceExpression(edits, inside, bareExpression(to.expression));
    }
  });
}

/** The foreign keys, in the order of the text. */
export function editForeignKeys(edits: Edits, old: readonly ForeignKey[], made: readonly ForeignKey[]): void {
  editList(edits, "foreignKey", old, made, foreignKeySql, ({ element, clause }, from, to) => {
    const { layout } = edits;
    const word = wordIn(layout, clause, "REFERENCES");
    if (word === null) return;
    const own = element.column === null ? groupIn(layout, { from: clause.from, to: word }) : null;
    if (own !== null) editNames(edits, own, from.columns, to.columns);
    if (from.references.table !== to.references.table) {
      replaceSpan(edits, { from: word + 1, to: word + 2 }, quoteName(to.references.table));
    }
    const theirs = groupIn(layout, { from: word + 2, to: clause.to });
    if (theirs !== null) editNames(edits, theirs, from.references.columns, to.references.columns);
  });
}

interface Constraint {
  readonly name: string | null;
}

function editList<T extends Constraint>(
  edits: Edits,
  kind: ClauseKind,
  old: readonly T[],
  made: readonly T[],
  sql: (item: T) => string,
  edit: (place: PlacedClause, from: T, to: T) => void,
): void {
  if (sameData(old, made)) return;
  const places = clausesOf(edits.layout, kind);
  const { kept, gone, added } = pairsOf(old, made);
  for (const at of gone) {
    const place = places[at];
    if (place === undefined || edits.gone.has(place.element)) continue;
    removeClause(edits, place.element, place.clause);
    for (const clause of apart(place)) removeSpan(edits, clause);
  }
  for (const { at, from, to } of kept) {
    const place = places[at];
    if (place === undefined || from === to) continue;
    editName(edits, place.clause, from.name, to.name);
    edit(place, from, to);
  }
  edits.constraints.push(...added.map(sql));
}

/** What a column says of its foreign key behind other clauses. */
function apart({ element, clause }: PlacedClause): readonly Clause[] {
  if (clause.kind !== "foreignKey") return [];
  const behind = element.clauses.slice(element.clauses.indexOf(clause) + 1);
  const end = behind.findIndex(({ kind }) => kind === "foreignKey");
  return behind.slice(0, end < 0 ? behind.length : end).filter(({ kind }) => kind === "deferrable");
}

function editName(edits: Edits, clause: Clause, from: string | null, to: string | null): void {
  if (from === to || to === null) return;
  if (clause.name === null) insertBefore(edits, clause.from, `CONSTRAINT ${quoteName(to)} `);
  else replaceSpan(edits, { from: clause.name, to: clause.name + 1 }, quoteName(to));
}

/** The names of columns in a list, where order and collation may stand behind each. */
function editNames(edits: Edits, inside: Span, from: readonly string[], to: readonly string[]): void {
  for (const [at, part] of partsIn(edits.layout, inside).entries()) {
    const name = to[at];
    if (name === undefined || from[at] === name) continue;
    replaceSpan(edits, { from: part.from, to: part.from + 1 }, quoteName(name));
  }
}

function saysName({ layout }: Edits, token: number, name: string): boolean {
  const said = layout.tokens[token];
  return said !== undefined && !isWord(said, "") && foldName(nameOf(said)) === foldName(name);
}
