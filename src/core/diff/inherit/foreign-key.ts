import { sameData } from "../../collections.ts";
import { targetOf } from "../../schema/lookup.ts";
import type { ForeignKey } from "../../schema/schema.ts";
import { sameLabel } from "../equality.ts";

/** What makes two foreign keys the same, the surest first. */
export const foreignKeyMeasures: readonly ((a: ForeignKey, b: ForeignKey) => boolean)[] = [
  (a: ForeignKey, b: ForeignKey): boolean => sameLabel(a, b) && samePointing(a, b),
  (a: ForeignKey, b: ForeignKey): boolean =>
    samePointing(a, b) && a.onDelete === b.onDelete && a.onUpdate === b.onUpdate,
  samePointing,
  (a: ForeignKey, b: ForeignKey): boolean => sameData(a.columns, b.columns) && targetOf(a) === targetOf(b),
];

/** A foreign key with what Drizzle cannot say of it as the live one has it. */
export function inheritForeignKey(live: ForeignKey, wanted: ForeignKey): ForeignKey {
  const limited = wanted.onDelete === "set null" || wanted.onDelete === "set default";
  const columns = live.onDeleteColumns?.filter((column) => wanted.columns.includes(column)) ?? [];
  return {
    ...wanted,
    onDeleteColumns: wanted.onDeleteColumns ?? (limited && columns.length > 0 ? columns : null),
    matchFull: wanted.matchFull || live.matchFull,
    comment: wanted.comment ?? live.comment,
    deferrable: wanted.deferrable ?? live.deferrable,
    validated: wanted.validated && live.validated,
  };
}

function samePointing(a: ForeignKey, b: ForeignKey): boolean {
  return sameData(a.columns, b.columns) && sameData(a.references, b.references);
}
