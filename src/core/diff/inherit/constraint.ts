import { sameData } from "../../collections.ts";
import type { Check, Table, Unique } from "../../schema/schema.ts";
import { sameLabel } from "../equality.ts";
import { inheritTraits } from "./traits.ts";

/** What makes two unique constraints the same, the surest first. */
export const uniqueMeasures: readonly ((a: Unique, b: Unique) => boolean)[] = [
  (a: Unique, b: Unique): boolean => sameLabel(a, b) && sameData(a.columns, b.columns),
  (a: Unique, b: Unique): boolean => sameData(a.columns, b.columns),
  sameLabel,
];

/** A unique constraint with what Drizzle cannot say of it as the live one has it. */
export function inheritUnique(live: Unique, wanted: Unique, table: Table): Unique {
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
