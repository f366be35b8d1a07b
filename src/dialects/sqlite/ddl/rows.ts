import type { BulkInsertOptions, Row } from "../../../core/operations/operations.ts";
import { statement, type Statement } from "../../dialect.ts";
import { columnsOf, onConflict, runsOfRows } from "../../insertion.ts";
import { identifier, nameList } from "../identifiers.ts";
import { quoteName } from "../tokens.ts";
import type { Moves } from "./move.ts";
import { commaList, sql, type Sql } from "../../sql.ts";

/** The most parameters that one statement takes. */
export const maxParameters = 32_766;

/** Rows a statement when nothing is said: more are not faster. */
const usualSize = 500;

/** Rows. */
export const rowMoves: Moves<"bulkInsert"> = {
  bulkInsert: (table, rows, options) => ({ table: null, statements: () => insertSql(table, rows, options) }),
};

/** INSERT statements for rows; neighbours with the same columns share a statement. */
export function insertSql(
  table: string,
  rows: readonly Row[],
  options: BulkInsertOptions = {},
): readonly Statement[] {
  return runsOfRows(rows).flatMap((run) => {
    const columns = columnsOf(run[0] ?? {});
    const conflict = onConflict(table, columns, options, quoteName);
    // Rows without any column cannot share: DEFAULT VALUES makes one.
    if (columns.length === 0)
      return run.map(() => statement(sql`INSERT INTO ${identifier(table)} DEFAULT VALUES`));
    const most = Math.min(options.size ?? usualSize, Math.floor(maxParameters / columns.length));
    const size = Math.max(1, Math.trunc(most));
    const statements: Statement[] = [];
    const row = placeholders(columns.length);
    for (let start = 0; start < run.length; start += size) {
      const batch = run.slice(start, start + size);
      const values = commaList(Array<Sql>(batch.length).fill(row));
      statements.push(
        statement(sql`INSERT INTO ${identifier(table)} ${nameList(columns)} VALUES ${values}${conflict}`, {
          params: batch.flatMap((each) => columns.map((column) => each[column])),
        }),
      );
    }
    return statements;
  });
}

function placeholders(count: number): Sql {
  return sql`(${commaList(Array<Sql>(count).fill(sql`?`))})`;
}
