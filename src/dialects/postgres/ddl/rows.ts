import { commaList, joined, sql, type Sql } from "../../sql.ts";
import type { BulkInsertOptions, Row } from "../../../core/operations/operations.ts";
import { statement, type Statement } from "../../dialect.ts";
import { columnsOf, keyOf, onConflict, runsOfRows } from "../../insertion.ts";
import { columnList, identifier, quote } from "../identifiers.ts";
import type { CompilersOf } from "./part.ts";

/** The most parameters a statement of the wire protocol takes. */
export const maxParameters = 65_534;

/** Rows. */
export const rowStatements: CompilersOf<"bulkInsert"> = {
  bulkInsert:
    (table, rows, options = {}) =>
    () =>
      insertSql(table, rows, options),
};

/** How rows are written in an INSERT. */
export interface InsertForm {
  /** Values are given for a column that the server else always counts by itself. */
  readonly overriding?: boolean;
  /** SQL for a value, in the place of a parameter. */
  readonly valueSql?: (value: unknown) => Sql;
}

/** INSERT statements for rows; what a row leaves out is the column's default. */
export function insertSql(
  table: string,
  rows: readonly Row[],
  options: BulkInsertOptions,
  form: InsertForm = {},
): readonly Statement[] {
  // An overwritten row keeps what the new one says nothing about, so DEFAULT may not stand for it.
  const runs =
    options.conflict === "update" ? runsOfRows(rows).map((run) => lastOfEach(run, keyOf(options))) : [rows];
  return runs.flatMap((run) => insertions(table, run, options, form));
}

/** The last row of each key: a statement of PostgreSQL overwrites no row twice, one of SQLite does. */
function lastOfEach(rows: readonly Row[], key: readonly string[]): readonly Row[] {
  const byKey = new Map<string, Row>();
  for (const [index, row] of rows.entries()) {
    const values = key.map((column) => row[column] ?? null);
    // NULL is like no other NULL.
    const place = values.includes(null) ? String(index) : JSON.stringify(values.map(String));
    byKey.delete(place);
    byKey.set(place, row);
  }
  return [...byKey.values()];
}

/** One run of rows, in statements that take no more parameters than the wire protocol has room for. */
function insertions(
  table: string,
  rows: readonly Row[],
  options: BulkInsertOptions,
  form: InsertForm,
): readonly Statement[] {
  const columns = [...new Set(rows.flatMap(columnsOf))];
  const most = Math.floor(maxParameters / Math.max(columns.length, 1));
  const size = Math.max(1, Math.trunc(Math.min(options.size ?? most, most)));
  const end = onConflict(table, columns, options, quote);
  const statements: Statement[] = [];
  for (let start = 0; start < rows.length; start += size) {
    statements.push(insert(table, columns, rows.slice(start, start + size), end, form));
  }
  return statements;
}

/** Values that rows leave out are the columns' defaults. */
function insert(
  table: string,
  columns: readonly string[],
  rows: readonly Row[],
  end: Sql,
  { overriding = false, valueSql }: InsertForm,
): Statement {
  if (columns.length === 0)
    return statement(
      joined(
        rows.map(() => sql`INSERT INTO ${identifier(table)} DEFAULT VALUES${end}`),
        "; ",
      ),
    );
  const params: unknown[] = [];
  const place = (value: unknown): Sql =>
    value === undefined ? sql`DEFAULT` : (valueSql?.(value) ?? sql`$${params.push(value)}`);
  const values = rows.map((row) => sql`(${commaList(columns.map((column) => place(row[column])))})`);
  const into = sql`${identifier(table)} (${columnList(columns)})${overriding ? " OVERRIDING SYSTEM VALUE" : ""}`;
  return statement(sql`INSERT INTO ${into} VALUES\n  ${joined(values, ",\n  ")}${end}`, { params });
}
