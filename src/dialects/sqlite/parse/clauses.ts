import type { Deferrable, ForeignKey, OnConflict, ReferentialAction } from "../../../core/schema/schema.ts";
import { usualForeignKey } from "../../../core/schema/usual.ts";
import { isWord, nameOf } from "../../../core/sql/tokens.ts";
import { accept, acceptOne, peek, splitGroup, takeGroup, takeName, type Cursor } from "./cursor.ts";

/** What a foreign key says after its own columns. */
export type Reference = Omit<ForeignKey, "name" | "nameExplicit" | "columns">;

/** `ON CONFLICT …`, where ABORT is what SQLite does anyway. */
export function takeOnConflict(cursor: Cursor): OnConflict | null {
  if (!accept(cursor, "ON", "CONFLICT")) return null;
  const action = takeName(cursor).toLowerCase();
  return action === "abort" ? null : (action as OnConflict);
}

/** The columns in brackets of a key; sort order and collation are skipped, AUTOINCREMENT is reported. */
export function takeIndexedNames(cursor: Cursor): { columns: readonly string[]; autoincrement: boolean } {
  const group = takeGroup(cursor);
  if (group === null) return { columns: [], autoincrement: false };
  return {
    columns: splitGroup(group, cursor.source).flatMap(({ tokens: [first] }) =>
      first === undefined ? [] : [nameOf(first)],
    ),
    autoincrement: isWord(group.tokens.at(-1), "AUTOINCREMENT") && group.tokens.length > 1,
  };
}

/** What follows REFERENCES; with `target` given, only the clauses after it. No columns: the other's primary key. */
export function takeReference(cursor: Cursor, target?: ForeignKey["references"]): Reference {
  const references = target ?? {
    schema: null,
    table: takeName(cursor),
    columns: takeIndexedNames(cursor).columns,
  };
  let onUpdate: ReferentialAction | null = null;
  let onDelete: ReferentialAction | null = null;
  let deferrable: Deferrable | null = null;
  let matchFull = false;
  for (;;) {
    if (accept(cursor, "ON", "DELETE")) onDelete = takeAction(cursor);
    else if (accept(cursor, "ON", "UPDATE")) onUpdate = takeAction(cursor);
    else if (accept(cursor, "MATCH")) matchFull = takeName(cursor).toUpperCase() === "FULL";
    else if (isDeferrable(cursor)) deferrable = takeDeferrable(cursor);
    else break;
  }
  return { ...usualForeignKey, references, onUpdate, onDelete, matchFull, deferrable };
}

function takeAction(cursor: Cursor): ReferentialAction | null {
  if (accept(cursor, "SET", "NULL")) return "set null";
  if (accept(cursor, "SET", "DEFAULT")) return "set default";
  const word = acceptOne(cursor, "CASCADE", "RESTRICT");
  if (word !== null) return word === "CASCADE" ? "cascade" : "restrict";
  accept(cursor, "NO", "ACTION");
  return null;
}

function isDeferrable(cursor: Cursor): boolean {
  return isWord(peek(cursor, isWord(peek(cursor), "NOT") ? 1 : 0), "DEFERRABLE");
}

function takeDeferrable(cursor: Cursor): Deferrable | null {
  const never = accept(cursor, "NOT");
  accept(cursor, "DEFERRABLE");
  const deferred = accept(cursor, "INITIALLY") && takeName(cursor).toUpperCase() === "DEFERRED";
  if (never) return null;
  return deferred ? "deferred" : "immediate";
}
