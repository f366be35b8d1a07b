import { applyOperations } from "../operations/apply.ts";
import { make } from "../operations/make.ts";
import type { Operation } from "../operations/operations.ts";
import { mentionsType, renameLabel, renameLabelsIn } from "../schema/expressions.ts";
import { findColumn, findTable } from "../schema/lookup.ts";
import { isOfEnum } from "../schema/types.ts";
import { formatName } from "../schema/names.ts";
import type { EnumType, Schema } from "../schema/schema.ts";
import { sparseEnum } from "../schema/sparse.ts";
import { sameData } from "../collections.ts";
import { change, operationsOf, unit, type Unit } from "./change.ts";
import { isReordered, leaveNote } from "./leavable.ts";
import { matchByKey } from "./match.ts";

/** What becomes of labels that are gone: by type, the old label and the one to put in its place. */
export type EnumReplacements = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What becomes of the enumerated types, and the live structure once those that stay have their new labels. */
export interface EnumDiff {
  readonly units: readonly Unit[];
  readonly live: Schema;
}

/** Compare the enumerated types, by name. */
export function diffEnums(live: Schema, wanted: Schema, replacements: EnumReplacements): EnumDiff {
  const { both, gone, added } = matchByKey(live.enums, wanted.enums, formatName);
  const changed = both
    .filter(([from, to]) => !sameData(from.values, to.values))
    .map(([from, to]) => changeLabels(from, to, replacements[formatName(to)] ?? null, live, wanted));
  return {
    units: [
      ...changed,
      ...added.map((type) => unit(make.createEnum(sparseEnum(type)))),
      ...gone.map((type) => unit(make.dropEnum(formatName(type)))),
    ],
    live: applyOperations(
      live,
      changed.flatMap(({ changes }) => operationsOf(changes)),
    ),
  };
}

function changeLabels(
  from: EnumType,
  to: EnumType,
  replacements: Readonly<Record<string, string>> | null,
  live: Schema,
  wanted: Schema,
): Unit {
  const name = formatName(to);
  const kept = to.values.filter((value) => from.values.includes(value));
  if (sameData(kept, from.values)) {
    return unit(
      ...to.values.flatMap((value, position) =>
        from.values.includes(value)
          ? []
          : [make.addEnumValue(name, value, ...orderKeyOf(to, position, from))],
      ),
    );
  }
  const gone = from.values.filter((value) => !to.values.includes(value));
  const replaced = Object.fromEntries(
    Object.entries(replacements ?? {}).filter(([old, now]) => gone.includes(old) && to.values.includes(now)),
  );
  const lost = new Set(gone.filter((value) => !Object.hasOwn(replaced, value)));
  const exchange = make.changeEnum(
    name,
    to.values,
    Object.keys(replaced).length === 0 ? undefined : replaced,
  );
  if (isReordered(from.values, to.values)) {
    const cost = `the type is made again, and every row of a table with a column of it is written again`;
    const note = leaveNote(`the order of the labels of ${name}`, cost, "label-order");
    return { changes: [change(exchange, note)], position: 0 };
  }
  return unit(...dropDefaults(from, lost, live, wanted), exchange);
}

/** After the label before it, or before the first of the old ones; none at the end. */
function orderKeyOf(
  to: EnumType,
  position: number,
  from: EnumType,
): [] | [{ readonly before?: string; readonly after?: string }] {
  const later = to.values.slice(position + 1).find((value) => from.values.includes(value));
  if (later === undefined) return [];
  const previous = to.values[position - 1];
  return [previous === undefined ? { before: later } : { after: previous }];
}

/** A default that says a label which goes must go first; the wanted one is set afterwards. */
function dropDefaults(
  type: EnumType,
  lost: ReadonlySet<string>,
  live: Schema,
  wanted: Schema,
): readonly Operation[] {
  return live.tables.flatMap((table) =>
    table.columns.flatMap((column) => {
      const other = findTable(wanted, formatName(table));
      const staying = other === null ? null : findColumn(other, column.name);
      if (staying === null || !isOfEnum(staying.type, type) || column.default === null) return [];
      if (!saysLabel(column.default, isOfEnum(column.type, type), type, lost)) return [];
      return [make.alterColumn(formatName(table), column.name, { default: null })];
    }),
  );
}

function saysLabel(
  expression: string,
  ofType: boolean,
  type: EnumType,
  labels: ReadonlySet<string>,
): boolean {
  if (!ofType && !mentionsType(expression, type)) return false;
  let said = false;
  const look = (label: string): string => {
    said ||= labels.has(label);
    return label;
  };
  renameLabelsIn(expression, type, look);
  if (ofType) renameLabel(expression, look);
  return said;
}
