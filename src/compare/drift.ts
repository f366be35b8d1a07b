import { applyIfPossible } from "../core/adopt/apply-if-possible.ts";
import { describeOperation } from "../core/operations/describe.ts";
import type { Operation } from "../core/operations/operations.ts";
import { reverseOperation } from "../core/operations/reverse.ts";
import type { Schema } from "../core/schema/schema.ts";

/** One thing in which a database differs from what it is compared with: its Drizzle schema, or its revisions. */
export interface Drift {
  /** Who has it: the database alone, the other alone, or both but not alike. */
  readonly found: "in-database" | "not-in-database" | "unlike";
  /** What would make the database as the other has it. */
  readonly summary: string;
  /** What would make the other as the database has it; nothing where that cannot be told. */
  readonly reverse: readonly string[];
}

/** What operations that lead from the database to something else say of both. */
export function driftOf(operations: readonly Operation[], live: Schema): readonly Drift[] {
  let before = live;
  return operations.map((operation) => {
    const reverse = reverseOperation(operation, before) ?? [];
    before = applyIfPossible(before, operation);
    return {
      found: whoHas(operation),
      summary: describeOperation(operation),
      reverse: reverse.map(describeOperation),
    };
  });
}

/** The name of an operation says whether it makes something or takes it away. */
function whoHas({ kind }: Operation): Drift["found"] {
  if (kind.startsWith("create") || kind.startsWith("add")) return "not-in-database";
  return kind.startsWith("drop") ? "in-database" : "unlike";
}
