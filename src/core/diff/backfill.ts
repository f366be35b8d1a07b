import { make } from "../operations/make.ts";
import { isOfEnum } from "../schema/types.ts";
import type { Column, EnumType, Table } from "../schema/schema.ts";
import { written } from "../sql/written-name.ts";
import { change, type Change } from "./change.ts";
import type { DiffRules } from "./rules.ts";

/** What the rows that are there get in a column that must have values from now on. */
export interface Filling {
  /** SQL; null when nothing fits every row, so that somebody has to say it. */
  readonly value: string | null;
  /** True when it is not the column's own default. */
  readonly isPlaceholder: boolean;
}

/** The default of the column, else a value that means as little as can be and that every row may have. */
export function fillingOf(
  owner: Table,
  column: Column,
  enums: readonly EnumType[],
  rules: DiffRules,
): Filling {
  if (column.default !== null) return { value: column.default, isPlaceholder: false };
  if (points(owner, column.name)) return { value: null, isPlaceholder: true };
  if (tellsApart(owner, column.name))
    return { value: owner.withoutRowid ? null : rules.distinctValue(column.type), isPlaceholder: true };
  const type = enums.find((each) => isOfEnum(column.type, each));
  const label = type?.values[0];
  const isArray = column.type.endsWith("]");
  const value =
    label === undefined || isArray ? rules.placeholder(column.type) : `'${label.replaceAll("'", "''")}'`;
  return { value, isPlaceholder: true };
}

/** Fill the rows that have no value. What a person should put in its place is marked. */
export function fill(owner: Table, column: Column, { value, isPlaceholder }: Filling): Change {
  const name = written(column.name);
  const table =
    owner.schema === null ? written(owner.name) : `${written(owner.schema)}.${written(owner.name)}`;
  const mark = isPlaceholder ? " /* placeholder */" : "";
  const filled = change(
    make.execute(`UPDATE ${table} SET ${name} = ${value ?? "NULL"}${mark} WHERE ${name} IS NULL`, ""),
  );
  if (!isPlaceholder) return filled;
  const text =
    value === null
      ? `rows of ${owner.name} need a value of ${column.name}: write it in place of the placeholder`
      : `rows of ${owner.name} without a value of ${column.name} get ${value}, a placeholder: write the right value in its place`;
  return { ...filled, warning: text };
}

/** Whether values of the column point to other rows, so that none can be made up. */
function points(owner: Table, name: string): boolean {
  return owner.foreignKeys.some(({ columns }) => columns.includes(name));
}

/** Whether values of the column tell rows apart, so that no one value fits all rows. */
function tellsApart(owner: Table, name: string): boolean {
  const has = ({ columns }: { readonly columns: readonly string[] }): boolean => columns.includes(name);
  return (
    (owner.primaryKey !== null && has(owner.primaryKey)) ||
    owner.uniques.some(has) ||
    owner.indexes.some((index) => index.unique && index.keys.some((key) => key.column === name))
  );
}
