import { sameData } from "../collections.ts";
import { targetOf } from "./lookup.ts";
import { formatName } from "./names.ts";
import type { ForeignKey, Index, Schema, Table } from "./schema.ts";

/** Something that hung on a table. */
export interface Part {
  readonly kind:
    | "index"
    | "trigger"
    | "primary key"
    | "foreign key"
    | "view"
    | "policy"
    | "row security"
    | "count";
  /** Null where it has none. */
  readonly name: string | null;
  /** As people read it. */
  readonly text: string;
}

/**
 * What hung on a table, of a structure in which it was still there, and does not hang on the one that stands in its
 * place. A unique constraint or a check that is not written again is no such thing: that is what tables are recreated for;
 * nor is what rests on a column that the new table leaves out, unless that may have got another name.
 */
export function goneParts(old: Table, before: Schema, now: Table, after: Schema): readonly Part[] {
  const part = (
    kind: Part["kind"],
    name: string | null,
    text = `the ${kind} ${name ?? ""}`.trim(),
  ): Part => ({
    kind,
    name,
    text,
  });
  const own = formatName(old);
  const selves = [own, formatName(now)];
  const isRenamed = now.columns.some((column) => lacks(old.columns, column));
  const stays = (columns: readonly (string | null)[]): boolean =>
    isRenamed || columns.every((name) => name === null || !lacks(now.columns, { name }));
  const target = (key: ForeignKey): string | null => (selves.includes(targetOf(key)) ? null : targetOf(key));
  return [
    ...old.indexes
      .filter(({ keys }) => stays(keys.map(({ column }) => column)))
      .filter((index) => lacks(now.indexes, index) && !now.indexes.some((each) => sameIndex(each, index)))
      .map(({ name, keys }) =>
        part(
          "index",
          name,
          name === null ? `the index on ${keys.map(({ column }) => column).join(", ")}` : undefined,
        ),
      ),
    ...old.triggers
      .filter((trigger) => lacks(now.triggers, trigger))
      .map(({ name }) => part("trigger", name)),
    ...(old.primaryKey !== null && now.primaryKey === null ? [part("primary key", null)] : []),
    ...old.foreignKeys
      .filter(({ columns }) => stays(columns))
      .filter(
        (key) => !now.foreignKeys.some((each) => sameColumns(each, key) && target(each) === target(key)),
      )
      .map((key) =>
        part("foreign key", null, `the foreign key ${key.columns.join(", ")} to ${target(key) ?? "itself"}`),
      ),
    ...before.tables.flatMap((table) => {
      const name = formatName(table);
      const left = after.tables.find((each) => formatName(each) === name);
      if (selves.includes(name) || left === undefined) return [];
      return table.foreignKeys
        .filter((key) => targetOf(key) === own)
        .filter((key) => !left.foreignKeys.some((each) => sameColumns(each, key)))
        .map(({ columns }) =>
          part("foreign key", null, `the foreign key ${name}.${columns.join(", ")} to it`),
        );
    }),
    ...before.views
      .filter(({ reads }) => reads.includes(own))
      .filter((view) => after.views.every((each) => formatName(each) !== formatName(view)))
      .map((view) => part("view", formatName(view))),
    ...old.policies.filter((policy) => lacks(now.policies, policy)).map(({ name }) => part("policy", name)),
    ...(old.rowSecurity && !now.rowSecurity ? [part("row security", null)] : []),
    ...(counts(old) && !counts(now) ? [part("count", null, "AUTOINCREMENT")] : []),
  ];
}

function lacks(
  all: readonly { readonly name: string | null }[],
  one: { readonly name: string | null },
): boolean {
  return all.every(({ name }) => name !== one.name);
}

function counts({ columns }: Table): boolean {
  return columns.some(({ autoincrement }) => autoincrement);
}

/** What an index is for, whatever its name. */
function sameIndex(a: Index, b: Index): boolean {
  const what = ({ unique, keys, where }: Index): unknown => ({ unique, keys, where });
  return sameData(what(a), what(b));
}

function sameColumns(a: ForeignKey, b: ForeignKey): boolean {
  return sameData(a.columns, b.columns);
}
