import type { Change } from "../core/diff/change.ts";
import { onRows } from "../core/diff/column.ts";
import { applyOperation } from "../core/operations/apply.ts";
import { describeOperation } from "../core/operations/describe.ts";
import { lossesOf } from "../core/operations/losses.ts";
import type { Operation } from "../core/operations/operations.ts";
import { reverseOperation } from "../core/operations/reverse.ts";
import { withoutVainChanges } from "../core/operations/vain-changes.ts";
import type { Schema } from "../core/schema/schema.ts";
import type { Dialect } from "../dialects/dialect.ts";
import type { NotedOperation } from "../rendering/operations.ts";

/** What undoes operations. */
export interface WayBack {
  readonly operations: readonly NotedOperation[];
  /** What cannot be undone. */
  readonly lost: readonly string[];
  /** What its reader should see to. */
  readonly warnings: readonly string[];
}

/** The reverse of each operation, last first; what cannot be undone is noted in its place. */
export function downgradeOf(
  operations: readonly Operation[],
  live: Schema,
  { rules, lexical }: Pick<Dialect, "rules" | "lexical">,
): WayBack {
  const reversed: NotedOperation[][] = [];
  const lost: string[] = [];
  const warnings: string[] = [];
  let schema = live;
  // Where the way back leads, under the names that things have on it.
  let end = live;
  const dropped = new Set(operations.flatMap((each) => (each.kind === "dropTable" ? [each.args[0]] : [])));
  for (const operation of operations) {
    if (isRenameOfTables(operation)) end = applyOperation(end, operation);
    const reverse = reverseOperation(operation, schema);
    const gone = lossesOf(operation, schema, lexical).length > 0;
    if (reverse === null) lost.push(`cannot be undone: ${describeOperation(operation)}`);
    const notes = gone ? ["Brings the structure back, not the data that was there."] : [];
    const way = { start: applyOperation(schema, operation), target: schema, end };
    const stepped = (reverse ?? [])
      .flatMap((each) => onRows(each, way, rules))
      .map((each) => pointing(each, dropped));
    warnings.unshift(
      ...stepped.flatMap(({ warning }) => (warning === null ? [] : [`on the way back, ${warning}`])),
    );
    const steps = stepped.map(noted);
    reversed.unshift(
      steps.map((each, index) => (index === 0 ? { ...each, notes: [...notes, ...each.notes] } : each)),
    );
    schema = way.start;
  }
  return { operations: withoutVainChanges(reversed.flat()), lost, warnings };
}

/** What gives a table or a column another name. */
function isRenameOfTables({ kind }: Operation): boolean {
  return ["renameTable", "moveTable", "renameColumn", "renameSchema"].includes(kind);
}

/** A foreign key that comes back to rows which refer to those of a table that has lost its own. */
function pointing(change: Change, dropped: ReadonlySet<string>): Change {
  const { operation } = change;
  if (operation.kind !== "createForeignKey") return change;
  const [table, { columns, references }] = operation.args;
  if (dropped.has(table) || !dropped.has(references.table)) return change;
  const warning = `rows of ${table} that refer to ${references.table} by ${columns.join(", ")} are refused, since the rows of ${references.table} are gone`;
  return { ...change, warning };
}

/** A change with what its reader should know, as it is written down. */
export function noted({ operation, note, warning }: Change): NotedOperation {
  return {
    operation,
    notes: [...(warning === null ? [] : [`WARNING: ${warning}`]), ...(note === null ? [] : [note])],
  };
}
