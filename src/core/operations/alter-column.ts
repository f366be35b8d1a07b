import { sameData } from "../collections.ts";
import { changeColumn } from "../schema/complete.ts";
import { columnOf, findColumn, findTable, tableOf } from "../schema/lookup.ts";
import type { Column, Schema, Table } from "../schema/schema.ts";
import { sparseGenerated, sparseIdentity } from "../schema/sparse.ts";
import { holdsEvery, workOfRetyping } from "../schema/type-changes.ts";
import { saysNotNull } from "../schema/not-null.ts";
import { columnIn } from "./column-changes.ts";
import { changesTable, type FacetsOf } from "./facets.ts";
import { hazard, type Hazard } from "./hazard.ts";
import { columnKey, columnKeys, shapeKey, tableKey } from "./keys.ts";
import { inTable } from "./look.ts";
import { replacedValues, wholeColumn } from "./loss.ts";
import { call } from "./operations.ts";
import type { ColumnChange } from "./spec.ts";
import { changeBack, replace, updateTable } from "./update.ts";

/** Changes of columns. */
export const alterColumnOperations: FacetsOf<"alterColumn"> = {
  alterColumn: {
    apply: ([name, column, change], schema) =>
      updateTable(schema, name, (table) => {
        const old = columnOf(table, column);
        return { ...table, columns: replace(table.columns, old, changeColumn(old, change)) };
      }),
    reverse: ([name, column, change], before) => [
      call("alterColumn", name, column, changeOfColumnBack(columnOf(tableOf(before, name), column), change)),
    ],
    describe: ([table, column, change]) => `alter column ${table}.${column}: ${changeText(change)}`,
    hazards([table, name, change], before) {
      const column = columnIn(before, table, name);
      return hazards(`${table}.${name}`, column, change, { table, before });
    },
    losses: ([table, name, change], before) =>
      change.generated == null
        ? change.using === undefined
          ? []
          : [
              replacedValues(table, name, {
                type: change.type ?? columnIn(before, table, name)?.type ?? "text",
                using: change.using,
              }),
            ]
        : [
            wholeColumn(
              `replaces the values of ${table}.${name} by computed ones`,
              table,
              name,
              "values-replaced",
            ),
          ],
    present: ([name, column, change], live) =>
      inTable(live, name, (table) => {
        const found = findColumn(table, column);
        return found === null ? false : isChanged(found, change);
      }),
    dependencies([table, name, change], before) {
      const column = columnIn(before, table, name);
      const changes = [columnKey(table, name), shapeKey(table)];
      if (column === null) return { needs: [tableKey(table)], changes };
      const old = columnKeys(table, column);
      const now = columnKeys(table, changeColumn(column, change));
      return {
        needs: [tableKey(table), ...now],
        releases: old.filter((key) => !now.includes(key)),
        changes,
      };
    },
    ...changesTable,
    nullSpeaks: true,
  },
};

function changeOfColumnBack(old: Column, change: ColumnChange): ColumnChange {
  const all: Required<Omit<ColumnChange, "using">> = {
    type: old.type,
    nullable: old.nullable,
    default: old.default,
    generated: old.generated === null ? null : sparseGenerated(old.generated),
    identity: old.identity === null ? null : sparseIdentity(old.identity),
    collation: old.collation,
    autoincrement: old.autoincrement,
    storage: old.storage,
    statistics: old.statistics,
    comment: old.comment,
  };
  // A type that cannot be stored as the old one was takes that away as well.
  const lost = old.storage !== null && changeColumn(old, change).storage === null;
  return changeBack(all, lost ? { storage: null, ...change } : change);
}

function hazards(
  name: string,
  column: Column | null,
  change: ColumnChange,
  { table, before }: { readonly table: string; readonly before: Schema },
): readonly Hazard[] {
  const { type, nullable } = change;
  const retyped =
    type === undefined ? "nothing" : column === null ? "rewrite" : workOfRetyping(column.type, type);
  const refusesNull = nullable === false && column?.nullable !== false;
  const was = column?.default ?? null;
  return [
    ...(retyped === "nothing"
      ? []
      : [
          ...(type === undefined || (column !== null && holdsEvery(column.type, type))
            ? []
            : [
                hazard(
                  "rows-may-not-fit",
                  `every value of ${name} must fit ${type}${column === null ? "" : ` (now ${column.type})`}`,
                ),
              ]),
          hazard("type-change", `${table} is locked while its rows are written again`),
        ]),
    ...(refusesNull ? [hazard("rows-may-not-fit", `no row may hold NULL in ${name}`)] : []),
    ...(refusesNull && !isKnownFilled(findTable(before, table), column?.name ?? null)
      ? [hazard("set-not-null", `${table} is locked while all of it is read`)]
      : []),
    ...(nullable === true && column?.nullable === false
      ? [hazard("drop-not-null", `code that reads ${name} may meet NULL`)]
      : []),
    ...(change.default !== undefined && was !== null && change.default !== was
      ? [hazard("default-changed", `new rows get ${change.default ?? "NULL"} in ${name} (now ${was})`)]
      : []),
  ];
}

/** Whether a check that holds for every row says that a column is not NULL, which PostgreSQL believes. */
function isKnownFilled(table: Table | null, column: string | null): boolean {
  if (column === null) return false;
  return (table?.checks ?? []).some(
    ({ validated, expression }) => validated && saysNotNull(expression, column),
  );
}

function changeText(change: ColumnChange): string {
  const said: readonly (string | null)[] = [
    change.type === undefined ? null : `type ${change.type}`,
    change.nullable === undefined ? null : change.nullable ? "null" : "not null",
    toggled("default", change.default),
    toggled("generated", change.generated == null ? change.generated : change.generated.expression),
    toggled("identity", change.identity === undefined || change.identity === null ? change.identity : ""),
    toggled("collation", change.collation),
    change.autoincrement === undefined ? null : change.autoincrement ? "autoincrement" : "no autoincrement",
    toggled("storage", change.storage),
    toggled("statistics", change.statistics == null ? change.statistics : String(change.statistics)),
    toggled("comment", change.comment),
  ];
  return said.filter((part) => part !== null).join(", ");
}

function toggled(what: string, value: string | null | undefined): string | null {
  if (value === undefined) return null;
  return value === null ? `no ${what}` : `${what} ${value}`.trim();
}

/** Types and expressions that differ as text may still be the same to the engine. */
function isChanged(column: Column, { using: _using, ...change }: ColumnChange): boolean | null {
  const after = changeColumn(column, change);
  const differing = (Object.keys(after) as (keyof Column)[]).filter(
    (key) => !sameData(column[key], after[key]),
  );
  if (differing.length === 0) return true;
  const unsure = differing.every(
    (key) => ["type", "default", "generated"].includes(key) && column[key] !== null && after[key] !== null,
  );
  return unsure ? null : false;
}
