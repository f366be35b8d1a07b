import { make } from "../operations/make.ts";
import { createConstraint, dropConstraint } from "../operations/remake.ts";
import { formatName } from "../schema/names.ts";
import type { PrimaryKey, Table } from "../schema/schema.ts";
import { change, type Unit } from "./change.ts";
import { equalityOf } from "./equality.ts";
import { isReordered, leaveNote } from "./leavable.ts";
import { matchByKey } from "./match.ts";
import { diffNamed, type Claimed } from "./named.ts";
import type { DiffRules } from "./rules.ts";

/** Compare the primary key and AUTOINCREMENT, which is a part of it: it goes with the key and comes after it. */
export function diffPrimaryKey(
  live: Table,
  wanted: Table,
  {
    rules,
    lost,
    replaced,
    claimed,
  }: {
    readonly rules: DiffRules;
    readonly lost: (key: PrimaryKey) => boolean;
    readonly replaced: ReadonlySet<string>;
    readonly claimed: Claimed;
  },
): readonly Unit[] {
  const table = formatName(wanted);
  const keys = ({ primaryKey }: Table): readonly PrimaryKey[] => (primaryKey === null ? [] : [primaryKey]);
  const made = diffNamed<PrimaryKey>(keys(live), keys(wanted), {
    alike: equalityOf(rules).primaryKey,
    lost,
    create: (constraint) => createConstraint(table, { kind: "primaryKey", constraint }),
    drop: (constraint) => dropConstraint(table, { kind: "primaryKey", constraint }),
    rename: (from, to) => make.renameConstraint(table, from, to),
    claimed,
  });
  const remade = made.some(({ changes }) =>
    changes.some(({ operation }) => operation.kind === "dropPrimaryKey"),
  );
  const units = made.map((each) => withOrderNoted(each, live, wanted));
  const counting = matchByKey(live.columns, wanted.columns, ({ name }) => name).both.flatMap(([from, to]) => {
    const counts = from.autoincrement && !remade;
    return counts === to.autoincrement || replaced.has(to.name)
      ? []
      : [change(make.alterColumn(table, to.name, { autoincrement: to.autoincrement }))];
  });
  if (counting.length === 0) return units;
  const created = units.find(({ changes }) =>
    changes.some(({ operation }) => operation.kind === "createPrimaryKey"),
  );
  if (created === undefined) return [...units, { changes: counting, position: 0 }];
  return units.map((each) =>
    each === created ? { ...each, changes: [...each.changes, ...counting] } : each,
  );
}

/** The unit with what its reader should know where a key is made again for the order of its columns alone. */
function withOrderNoted(unit: Unit, live: Table, wanted: Table): Unit {
  const [from, to] = [live.primaryKey?.columns ?? [], wanted.primaryKey?.columns ?? []];
  const [first, ...others] = unit.changes;
  if (first?.operation.kind !== "createPrimaryKey" || !isReordered(from, to)) return unit;
  const what = `the order of the columns of the primary key of ${formatName(wanted)}`;
  const cost = "its index is made again while nobody can write to the table";
  return { ...unit, changes: [{ ...first, note: leaveNote(what, cost, "key-order") }, ...others] };
}
