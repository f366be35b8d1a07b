import { make } from "../operations/make.ts";
import { mentionsColumn } from "../schema/expressions.ts";
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
  /** Why nothing that is made up can be right, or what it has to fulfil; null: anything may be. */
  readonly demand: string | null;
}

/** The default of the column, else a value that means as little as can be and that every row may have. */
export function fillingOf(
  owner: Table,
  column: Column,
  enums: readonly EnumType[],
  rules: DiffRules,
  isNew: boolean,
): Filling {
  if (column.default !== null) return { value: column.default, isPlaceholder: false, demand: null };
  const made = (value: string | null, demand: string | null): Filling => ({
    value,
    isPlaceholder: true,
    demand,
  });
  const target = owner.foreignKeys.find(({ columns }) => columns.includes(column.name))?.references.table;
  if (target !== undefined) return made(null, `it refers to a row of ${target}`);
  if (tellsApart(owner, column.name)) {
    const greatest = isNew ? null : `(SELECT max(${written(column.name)}) FROM ${nameOf(owner)})`;
    const value = owner.withoutRowid ? null : rules.distinctValue(column.type, greatest);
    return made(value, "it tells rows apart");
  }
  const type = enums.find((each) => isOfEnum(column.type, each));
  const label = type?.values[0];
  const isArray = column.type.endsWith("]");
  const value =
    label === undefined || isArray ? rules.placeholder(column.type) : `'${label.replaceAll("'", "''")}'`;
  const checks = owner.checks.filter(({ expression }) => mentionsColumn(expression, column.name));
  return made(
    value,
    checks.length === 0
      ? null
      : `CHECK (${checks.map(({ expression }) => expression).join(") and CHECK (")}) must hold`,
  );
}

/** Fill the rows that have no value. What a person should put in its place is marked. */
export function fill(owner: Table, column: Column, filling: Filling, { numbering }: DiffRules): Change {
  const { value, isPlaceholder } = filling;
  const name = written(column.name);
  const table = nameOf(owner);
  const mark = isPlaceholder ? " /* placeholder */" : "";
  const set = `UPDATE ${table} SET ${name} = ${value ?? "NULL"}${mark}`;
  const numbered = isNumbered(filling) ? numbering?.(table, written(owner.name)) : undefined;
  const filled = change(
    make.execute(
      numbered === undefined
        ? `${set} WHERE ${name} IS NULL`
        : `${set} FROM ${numbered.from} WHERE ${numbered.where} AND ${name} IS NULL`,
      "",
    ),
  );
  return isPlaceholder ? { ...filled, warning: fillingWarning(owner, column, filling) } : filled;
}

/** What is left to a person about rows for which no value can be made up. */
export function emptyWarning({ name }: Table, column: Column, { demand }: Filling): string {
  return `rows of ${name} without a value of ${column.name}${inBrackets(demand)} are refused: give them one before`;
}

function fillingWarning({ name }: Table, column: Column, filling: Filling): string {
  const why = inBrackets(filling.demand);
  if (filling.value === null)
    return `rows of ${name} need a value of ${column.name}${why}: write it in place of the placeholder`;
  const given = isNumbered(filling) ? "a number each" : filling.value;
  return `rows of ${name} without a value of ${column.name} get ${given}, a placeholder${why}: write the right value in its place`;
}

function inBrackets(text: string | null): string {
  return text === null ? "" : ` (${text})`;
}

function isNumbered({ value }: Filling): boolean {
  return value?.includes("numbered.number") === true;
}

function nameOf({ schema, name }: Table): string {
  return schema === null ? written(name) : `${written(schema)}.${written(name)}`;
}

/** Whether values of the column tell rows apart, so that no one value fits all rows. */
function tellsApart(owner: Table, name: string): boolean {
  const has = ({ columns }: { readonly columns: readonly string[] }): boolean => columns.includes(name);
  return (
    (owner.primaryKey !== null && has(owner.primaryKey)) ||
    owner.uniques.some(has) ||
    owner.indexes.some(
      (index) =>
        index.unique &&
        index.keys.some(
          (key) => key.column === name || (key.expression !== null && mentionsColumn(key.expression, name)),
        ),
    )
  );
}
