import type { RuleId } from "../lint/every-rule.ts";
import { mentionsColumn } from "../schema/expressions.ts";

/** Values that an operation takes away for good. */
export interface Loss {
  /** What it does, as people read it: `drops table users`. */
  readonly text: string;
  /** The table that holds them, by its name before the operation. */
  readonly table: string;
  /** The column that holds them; null: whole rows are lost. */
  readonly column: string | null;
  /** The only values of the column that are lost; null is all of them. */
  readonly values: readonly string[] | null;
  /** The expression of the values that take their place: lost are those of which it makes NULL, or the same as of another. */
  readonly becomes?: string;
  /** True when the column holds lists of such values. */
  readonly array?: boolean;
  /** The rule of docs/lint.md that it comes under; absent: that of operations of one's own. */
  readonly rule?: LossRule;
}

/** The rules about what is lost. */
export type LossRule = Extract<RuleId, "drop-table" | "drop-column" | "empty-table" | "values-replaced">;

/** All rows of a table. */
export function wholeTable(text: string, table: string, rule: LossRule = "drop-table"): Loss {
  return { text, table, column: null, values: null, rule };
}

/** All values of a column. */
export function wholeColumn(
  text: string,
  table: string,
  column: string,
  rule: LossRule = "drop-column",
): Loss {
  return { text, table, column, values: null, rule };
}

/** What an expression that takes the place of a column's values makes of these: all are lost where it does not look at them. */
export function replacedValues(
  table: string,
  column: string,
  { type, using }: { readonly type: string; readonly using: string },
): Loss {
  const all = wholeColumn(
    `replaces the values of ${table}.${column} by others`,
    table,
    column,
    "values-replaced",
  );
  if (!mentionsColumn(using, column)) return all;
  return {
    ...all,
    text: `makes values of ${table}.${column} NULL or equal`,
    becomes: `CAST((${using}) AS ${type})`,
  };
}
