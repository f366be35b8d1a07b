import { sameData } from "../../collections.ts";
import type { Check, PrimaryKey, Table, Unique } from "../../schema/schema.ts";
import { sameLabel } from "../equality.ts";
import { inheritTraits } from "./traits.ts";

/** What makes two unique constraints the same, the surest first. */
export const uniqueMeasures: readonly ((a: Unique, b: Unique) => boolean)[] = [
  (a: Unique, b: Unique): boolean => sameLabel(a, b) && sameData(a.columns, b.columns),
  (a: Unique, b: Unique): boolean => sameData(a.columns, b.columns),
  sameLabel,
];

/** A primary key or a unique constraint with what Drizzle cannot say of it as the live one has it. */
export function inheritKey<K extends PrimaryKey | Unique>(live: K, wanted: K, table: Table): K {
  return {
    ...wanted,
    ...inheritTraits(live, wanted, table, wanted.columns),
    deferrable: wanted.deferrable ?? live.deferrable,
    onConflict: wanted.onConflict ?? live.onConflict,
    comment: wanted.comment ?? live.comment,
  };
}

/** A check with what Drizzle cannot say of it as the live one has it. */
export function inheritCheck(live: Check, wanted: Check, isSame: boolean): Check {
  return {
    ...wanted,
    validated: wanted.validated && (live.validated || !isSame),
    noInherit: wanted.noInherit || live.noInherit,
    comment: wanted.comment ?? live.comment,
  };
}
