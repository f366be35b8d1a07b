import { sameData } from "../../../../core/collections.ts";
import type { ForeignKey, Table } from "../../../../core/schema/schema.ts";
import { canonicalTable } from "../../normalize/canonical.ts";
import { parseCreateTable, type ParsedTable } from "../../parse/create-table.ts";
import { clausesOf, wordIn } from "../../parse/layout.ts";
import { foldName } from "../../tokens.ts";

/** The texts that SQLite keeps of a table: they say more than the model has words for, comments for one. */
export interface Stored {
  /** The CREATE TABLE. */
  readonly table: string;
  /** The CREATE INDEX statements, by name. */
  readonly indexes: Readonly<Record<string, string>>;
}

/** A table as it was read, with its texts. */
export interface StoredTable extends Table {
  readonly stored: Stored;
}

/** The texts of a table; null for one that was not read from a database. */
export function storedOf(table: Table): Stored | null {
  return "stored" in table ? (table as StoredTable).stored : null;
}

/** The table with these texts, or with none. */
export function withStored(table: Table, stored: Stored | null): Table {
  const { stored: _old, ...plain } = table as Table & { readonly stored?: Stored };
  if (stored === null) return plain;
  const whole: StoredTable = { ...plain, stored };
  return whole;
}

/** True for `INTEGER PRIMARY KEY DESC`, which is a key like any other and not the id of the row. */
export function hasDescendingKey(table: Table): boolean {
  const stored = storedOf(table);
  const layout = stored === null ? null : (parseCreateTable(stored.table)?.layout ?? null);
  if (layout === null) return false;
  return clausesOf(layout, "primaryKey").some(
    ({ element, clause }) => element.column !== null && wordIn(layout, clause, "DESC") !== null,
  );
}

/** Whether a text says the same of a table as the model does, whatever else it says. */
export function saysSame(said: ParsedTable["table"], model: Table): boolean {
  const written = canonicalTable({ ...model, ...said });
  const wanted = canonicalTable(model);
  return (
    sameData(written.columns, wanted.columns) &&
    sameData(written.primaryKey, wanted.primaryKey) &&
    sameData(written.uniques, wanted.uniques) &&
    sameData(written.checks, wanted.checks) &&
    written.foreignKeys.length === wanted.foreignKeys.length &&
    written.foreignKeys.every((key, at) => sameKey(key, wanted.foreignKeys[at])) &&
    written.strict === wanted.strict &&
    written.withoutRowid === wanted.withoutRowid
  );
}

/** A text may leave out the columns that a key points to, and spell names as it likes. */
function sameKey(written: ForeignKey, wanted: ForeignKey | undefined): boolean {
  if (wanted === undefined) return false;
  const plain = (key: ForeignKey, columns: readonly string[]): unknown => ({
    ...key,
    columns: key.columns.map(foldName),
    references: { table: foldName(key.references.table), columns: columns.map(foldName) },
    onDeleteColumns: null,
    validated: true,
  });
  const given = written.references.columns;
  return sameData(
    plain(written, given),
    plain(wanted, given.length === 0 ? given : wanted.references.columns),
  );
}
