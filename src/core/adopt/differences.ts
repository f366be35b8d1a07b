import { describeOperation } from "../operations/describe.ts";
import type { Operation } from "../operations/operations.ts";
import { findView } from "../schema/lookup.ts";
import type { Schema } from "../schema/schema.ts";

/** What is there in another form, one line each; a view that would be recreated is described by its query. */
export function describeDifferences(
  changes: readonly Operation[],
  live: Schema,
  wanted: Schema,
): readonly string[] {
  return changes.flatMap((operation) => {
    const view = viewOf(operation);
    if (view === null || !changes.some((other) => other.kind !== operation.kind && viewOf(other) === view))
      return [describeOperation(operation)];
    // Dropping it and making it are one difference.
    return operation.kind === "dropView" ? [] : [`view ${view}: ${difference(view, live, wanted)}`];
  });
}

function viewOf({ kind, args }: Operation): string | null {
  return kind === "dropView" ? args[0] : kind === "createView" ? args[0].name : null;
}

function difference(name: string, live: Schema, wanted: Schema): string {
  const [there, should] = [live, wanted].map((schema) => {
    const query = findView(schema, name)?.query ?? "";
    return query.replace(/\s+/gu, " ").trim();
  });
  return there === should
    ? "its options or columns differ, not its query"
    : `it is ${there}; the revisions make it ${should}`;
}
