import { sameData } from "../collections.ts";
import type { EnumType, PrimaryKey } from "../schema/schema.ts";
import type { DiffRules } from "./rules.ts";

/** Differences that cost much and change little, so that they can be left as the database has them. */
export const leavable = ["label-order", "key-order", "text-length"] as const;

/** The name of such a difference. */
export type Leavable = (typeof leavable)[number];

/** Whether two lists hold the same things in another order. */
export function isReordered(live: readonly string[], wanted: readonly string[]): boolean {
  return !sameData(live, wanted) && sameData([...live].sort(), [...wanted].sort());
}

/** The wanted type, with the live order of its labels where that alone differs and is left. */
export function leaveLabels(live: EnumType, wanted: EnumType, { leaves }: DiffRules): EnumType {
  const left = leaves.has("label-order") && isReordered(live.values, wanted.values);
  return left ? { ...wanted, values: live.values } : wanted;
}

/** The wanted key, with the live order of its columns where that alone differs and is left. */
export function leaveKey(live: PrimaryKey, wanted: PrimaryKey, { leaves }: DiffRules): PrimaryKey {
  const left = leaves.has("key-order") && isReordered(live.columns, wanted.columns);
  return left ? { ...wanted, columns: live.columns } : wanted;
}

/** The note in the revision about a difference that could have been left. */
export function leaveNote(what: string, cost: string, name: Leavable): string {
  return `Only ${what} differs: ${cost}. leave: ["${name}"] in the configuration leaves it as it is.`;
}
