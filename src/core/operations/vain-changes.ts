import type { Operation } from "./operations.ts";

/** What is left of a way back when columns are not made nullable that are dropped right after, with no SQL in between. */
export function withoutVainChanges<T extends { readonly operation: Operation }>(
  steps: readonly T[],
): readonly T[] {
  return steps.filter(({ operation }, index) => {
    if (operation.kind !== "alterColumn") return true;
    const [table, column, change] = operation.args;
    if (change.nullable !== true || Object.keys(change).length > 1) return true;
    const after = steps.slice(index + 1).map((each) => each.operation);
    const drop = after.findIndex(
      (each) => each.kind === "dropColumn" && each.args[0] === table && each.args[1] === column,
    );
    return drop === -1 || !after.slice(0, drop).every(leavesRowsAlone);
  });
}

/** Nothing that could put NULL into the column while it is there. */
function leavesRowsAlone({ kind }: Operation): boolean {
  return kind.startsWith("drop") || kind === "alterColumn";
}
