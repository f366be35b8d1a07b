import { alterColumnOperations } from "./alter-column.ts";
import { columnOperations } from "./column.ts";
import { constraintOperations } from "./constraint.ts";
import { customOperations } from "./custom.ts";
import { enumOperations } from "./enum.ts";
import { executeOperations } from "./execute.ts";
import type { Facets } from "./facets.ts";
import { foreignKeyOperations } from "./foreign-key.ts";
import { indexOperations } from "./index.ts";
import { namespaceOperations } from "./namespace.ts";
import type { Operation, OperationKind, Operations } from "./operations.ts";
import { policyOperations } from "./policy.ts";
import { primaryKeyOperations } from "./primary-key.ts";
import { roleOperations } from "./role.ts";
import { rowOperations } from "./rows.ts";
import { sequenceOperations } from "./sequence.ts";
import { tableOperations } from "./table.ts";
import { validationOperations } from "./validation.ts";
import { viewOperations } from "./view.ts";

const everyOperation: { readonly [K in OperationKind]: Facets<Operations[K]> } = {
  ...namespaceOperations,
  ...roleOperations,
  ...enumOperations,
  ...sequenceOperations,
  ...tableOperations,
  ...columnOperations,
  ...alterColumnOperations,
  ...primaryKeyOperations,
  ...constraintOperations,
  ...foreignKeyOperations,
  ...validationOperations,
  ...indexOperations,
  ...policyOperations,
  ...viewOperations,
  ...executeOperations,
  ...rowOperations,
  ...customOperations,
};

/** The name of every operation. */
export const operationKinds: readonly OperationKind[] = Object.keys(everyOperation) as OperationKind[];

/** What is known of the operation's kind. */
export function facetsOf(operation: Operation): Facets<Operation["args"]> {
  // The one cast: the compiler cannot see that `kind` and `args` belong together.
  return everyOperation[operation.kind] as Facets<never> as Facets<Operation["args"]>;
}
