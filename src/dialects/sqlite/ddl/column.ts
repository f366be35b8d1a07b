import { unsupportedOperation } from "../../../core/errors/database.ts";
import { applyOperation } from "../../../core/operations/apply.ts";
import { make } from "../../../core/operations/make.ts";
import type { ColumnChange } from "../../../core/operations/spec.ts";
import { completeColumn } from "../../../core/schema/complete.ts";
import { tableOf } from "../../../core/schema/lookup.ts";
import type { Column, Table } from "../../../core/schema/schema.ts";
import { identifier } from "../identifiers.ts";
import { isConstant } from "../parse/expression.ts";
import { columnSql } from "./table-sql.ts";
import { quoteName } from "../tokens.ts";
import type { Capabilities } from "../driver/version.ts";
import { direct, reshape, type Moves } from "./move.ts";
import { sql } from "../../sql.ts";

/** Columns: SQLite has statements of its own for the plain cases. */
export function columnMoves(
  capabilities: Capabilities,
): Moves<"addColumn" | "dropColumn" | "renameColumn" | "alterColumn"> {
  return {
    addColumn: (table, spec) =>
      reshape(table, () => {
        const column = completeColumn(spec);
        return canBeAdded(column)
          ? [sql`ALTER TABLE ${identifier(table)} ADD COLUMN ${columnSql(column)}`]
          : null;
      }),

    dropColumn: (table, column) =>
      reshape(table, (before) => {
        const old = tableOf(before(), table);
        const rest = tableOf(applyOperation(before(), make.dropColumn(table, column)), table);
        if (!capabilities.dropColumn || !differInIndexesOnly(old, rest)) return null;
        const gone = old.indexes.filter((index) => !rest.indexes.some(({ name }) => name === index.name));
        return [
          ...gone.map((index) => sql`DROP INDEX ${quoteName(index.name ?? "")}`),
          sql`ALTER TABLE ${identifier(table)} DROP COLUMN ${quoteName(column)}`,
        ];
      }),

    renameColumn: (table, from, to) =>
      direct(() => [
        sql`ALTER TABLE ${identifier(table)} RENAME COLUMN ${quoteName(from)} TO ${quoteName(to)}`,
      ]),

    alterColumn: (table, column, change) =>
      reshape(table, () => {
        const asked = aspects(change);
        if (asked.includes("identity") && change.identity !== null) {
          throw unsupportedOperation("identity columns", "sqlite", "Make the column an integer primary key.");
        }
        if (asked.length === 0) return [];
        if (asked.every((aspect) => aspect === "comment")) {
          throw unsupportedOperation("comments", "sqlite", "Leave the operation out for this dialect.");
        }
        if (!capabilities.alterConstraints || asked.some((aspect) => aspect !== "nullable")) return null;
        const action = change.nullable === true ? "DROP" : "SET";
        return [sql`ALTER TABLE ${identifier(table)} ALTER COLUMN ${quoteName(column)} ${action} NOT NULL`];
      }),
  };
}

/** What SQLite can give to rows that are there: nothing, a constant, or a value computed on reading. */
function canBeAdded(column: Column): boolean {
  if (column.generated !== null) return !column.generated.stored;
  if (column.default === null) return column.nullable;
  return isConstant(column.default) && (column.nullable || column.default.toUpperCase() !== "NULL");
}

function differInIndexesOnly(a: Table, b: Table): boolean {
  return (
    a.primaryKey === b.primaryKey &&
    a.uniques.length === b.uniques.length &&
    a.checks.length === b.checks.length &&
    a.foreignKeys.length === b.foreignKeys.length
  );
}

function aspects(change: ColumnChange): readonly (keyof ColumnChange)[] {
  const keys = Object.keys(change) as (keyof ColumnChange)[];
  return keys.filter((key) => change[key] !== undefined);
}
