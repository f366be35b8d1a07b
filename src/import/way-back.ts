import { diffSchemas } from "../core/diff/diff.ts";
import type { Rename } from "../core/diff/renames.ts";
import type { Effect } from "../core/adopt/find-applied.ts";
import { nameOf } from "../core/schema/lookup.ts";
import { formatName, sibling } from "../core/schema/names.ts";
import type { Schema } from "../core/schema/schema.ts";
import type { Dialect } from "../dialects/dialect.ts";
import { sqlTexts } from "../dialects/sql-texts.ts";
import type { Converted } from "./convert.ts";
import type { KitMigration } from "./read.ts";
import { operationsOf } from "../core/diff/change.ts";

/** The structure before and after a migration. */
export interface States {
  readonly before: Schema;
  readonly after: Schema;
}

/** From the structure after back to the one before, as far as a comparison knows the way. */
export function wayBack(
  dialect: Dialect,
  { sql }: KitMigration,
  { before, after }: States,
): Pick<Converted, "downgrade" | "remark" | "effect"> {
  const compared = (from: Schema, to: Schema, renames: readonly Rename[]): ReturnType<typeof diffSchemas> =>
    diffSchemas(from, to, dialect.rules, { renames, hasRows: () => true });
  const effect: Effect = {
    operations: operationsOf(compared(before, after, [])),
    silent: false,
    unknown: null,
  };
  const changes = compared(after, before, renamesBack(sql, before, after));
  const operations = operationsOf(changes);
  if (operations.length === 0) {
    return {
      effect,
      downgrade: null,
      remark:
        "Forward only: it leaves no trace in the structure that could be taken back. Where nothing need be, " +
        "an empty downgrade part at the end of this file lets downgrades pass.",
    };
  }
  const makesAgain = operations.some(({ kind }) => kind === "createTable" || kind === "addColumn");
  return {
    effect,
    downgrade: sqlTexts(dialect.compile(operations, after)),
    remark: makesAgain ? "The way back brings back the structure, not the data that was there." : null,
  };
}

/** The renames that the text names, the other way round; those that the structure does not confirm are left out. */
function renamesBack(sql: string, before: Schema, after: Schema): readonly Rename[] {
  const name = String.raw`((?:(?:"[^"]+"|${"`[^`]+`"}|\w+)\.)?(?:"[^"]+"|${"`[^`]+`"}|\w+))`;
  const pattern = new RegExp(
    String.raw`ALTER\s+TABLE\s+${name}\s+RENAME\s+(?:(COLUMN)\s+${name}\s+)?TO\s+${name}`,
    "giu",
  );
  const clean = (text: string): string => formatName(nameOf(text.replaceAll("`", '"')));
  const has = (schema: Schema, table: string, column: string | null): boolean =>
    schema.tables.some(
      (each) =>
        formatName(each) === table && (column === null || each.columns.some((one) => one.name === column)),
    );
  const found = [...sql.matchAll(pattern)].map(([, table = "", isColumn, from, to = ""]) => ({
    table: clean(table),
    column: isColumn === undefined || from === undefined ? null : nameOf(clean(from)).name,
    to: nameOf(clean(to)).name,
  }));
  const tables = found.flatMap(({ table, column, to }): readonly Rename[] => {
    const now = formatName(sibling(nameOf(table), to));
    const isSo =
      column === null && has(before, table, null) && has(after, now, null) && !has(after, table, null);
    return isSo ? [{ kind: "table", inside: null, from: now, to: table }] : [];
  });
  const columns = found.flatMap(({ table, column, to }): readonly Rename[] => {
    // The table may have got its new name before or after that.
    const rename = tables.find((each) => each.to === table || each.from === table);
    const [old, now] = rename === undefined ? [table, table] : [rename.to, rename.from];
    const isSo =
      column !== null && has(before, old, column) && has(after, now, to) && !has(after, now, column);
    return isSo ? [{ kind: "column", inside: now, from: to, to: column }] : [];
  });
  return [...tables, ...columns];
}
