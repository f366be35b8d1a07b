import { noKey } from "../core/errors/data.ts";
import type { BulkInsertOptions, Row } from "../core/operations/operations.ts";
import { commaList, sql, type Sql } from "./sql.ts";

/** What an INSERT says of rows that are there already; both engines say it in the same words. */
export function onConflict(
  table: string,
  columns: readonly string[],
  options: BulkInsertOptions,
  quote: (name: string) => Sql,
): Sql {
  const { conflict = "fail" } = options;
  const key = keyOf(options);
  if (conflict === "fail") return sql``;
  if (conflict === "ignore") return sql` ON CONFLICT DO NOTHING`;
  if (key.length === 0)
    throw noKey({ what: table, why: "the call does not say by which columns a row is known" });
  const changed = columns.filter((column) => !key.includes(column));
  const target = sql` ON CONFLICT (${commaList(key.map(quote))})`;
  if (changed.length === 0) return sql`${target} DO NOTHING`;
  return sql`${target} DO UPDATE SET ${commaList(
    changed.map((column) => sql`${quote(column)} = excluded.${quote(column)}`),
  )}`;
}

/** The columns by which a row is known. */
export function keyOf({ key = [] }: BulkInsertOptions): readonly string[] {
  return [key].flat();
}

/** The columns that a row gives a value for; the others get their defaults. */
export function columnsOf(row: Row): readonly string[] {
  return Object.keys(row).filter((column) => row[column] !== undefined);
}

/** Rows in runs of neighbours that give values for the same columns. */
export function runsOfRows(rows: readonly Row[]): readonly (readonly Row[])[] {
  const runs: Row[][] = [];
  let columns: readonly string[] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    const given = columnsOf(row);
    if (
      run !== undefined &&
      given.length === columns.length &&
      columns.every((column) => row[column] !== undefined)
    )
      run.push(row);
    else {
      runs.push([row]);
      columns = given;
    }
  }
  return runs;
}
