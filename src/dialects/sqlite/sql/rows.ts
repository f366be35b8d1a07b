import type { BulkInsertOptions, Row } from "../../../core/operations/operations.ts";
import { statement, type Statement } from "../../dialect.ts";
import { identifier, nameList } from "../identifiers.ts";

/** The most parameters that one statement takes. */
export const maxParameters = 32_766;

/** Rows a statement when nothing is said: more are not faster. */
const usualSize = 500;

/** INSERT statements for rows; neighbours with the same columns share a statement. */
export function insertSql(
  table: string,
  rows: readonly Row[],
  options: BulkInsertOptions = {},
): readonly Statement[] {
  const statements: Statement[] = [];
  const conflict = options.conflict === "ignore" ? " ON CONFLICT DO NOTHING" : "";
  let start = 0;
  while (start < rows.length) {
    const columns = Object.keys(rows[start] ?? {});
    const size = Math.max(
      1,
      Math.min(options.size ?? usualSize, Math.floor(maxParameters / Math.max(columns.length, 1))),
    );
    let end = start + 1;
    // Rows without any column cannot share: DEFAULT VALUES makes one.
    while (columns.length > 0 && end - start < size && hasColumns(rows[end], columns)) end++;
    const batch = rows.slice(start, end);
    statements.push(
      columns.length === 0
        ? statement(`INSERT INTO ${identifier(table)} DEFAULT VALUES`)
        : statement(
            `INSERT INTO ${identifier(table)} ${nameList(columns)} VALUES ${batch.map(() => placeholders(columns.length)).join(", ")}${conflict}`,
            { params: batch.flatMap((row) => columns.map((column) => row[column] ?? null)) },
          ),
    );
    start = end;
  }
  return statements;
}

function hasColumns(row: Row | undefined, columns: readonly string[]): boolean {
  if (row === undefined) return false;
  const names = Object.keys(row);
  return names.length === columns.length && columns.every((column) => Object.hasOwn(row, column));
}

function placeholders(count: number): string {
  return `(${Array.from({ length: count }, () => "?").join(", ")})`;
}
