import { enumOperations } from "../../../core/operations/enum.ts";
import { namespaceOperations } from "../../../core/operations/namespace.ts";
import type { OperationKind } from "../../../core/operations/operations.ts";
import { policyOperations } from "../../../core/operations/policy.ts";
import { roleOperations } from "../../../core/operations/role.ts";
import { sequenceOperations } from "../../../core/operations/sequence.ts";
import { refused, type Moves } from "./move.ts";

/** Operations on what SQLite has not: each is refused, and says what to do instead. */
export const absentMoves: Moves<
  | keyof typeof enumOperations
  | keyof typeof namespaceOperations
  | "moveTable"
  | "moveView"
  | keyof typeof policyOperations
  | keyof typeof roleOperations
  | keyof typeof sequenceOperations
> = {
  ...all(
    enumOperations,
    refused("enumerated types", "Use a text column with a check: status in ('open', 'closed')."),
  ),
  ...all(
    { ...namespaceOperations, moveTable: null, moveView: null },
    refused("namespaces", "Attach another database, or put the prefix into the name of the table."),
  ),
  ...all(policyOperations, refused("row level security", "Leave the operation out for this dialect.")),
  ...all(roleOperations, refused("roles", "Leave the operation out for this dialect.")),
  ...all(
    sequenceOperations,
    refused("sequences", "Count in a column: an integer primary key, with autoincrement where needed."),
  ),
};

function all<K extends OperationKind>(kinds: Readonly<Record<K, unknown>>, move: () => never): Moves<K> {
  return Object.fromEntries(Object.keys(kinds).map((kind) => [kind, move])) as unknown as Moves<K>;
}
