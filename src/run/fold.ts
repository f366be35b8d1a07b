import { operationsBetween } from "../core/diff/between.ts";
import { applyOperation } from "../core/operations/apply.ts";
import type { Operation } from "../core/operations/operations.ts";
import { seesData } from "../core/operations/subject.ts";
import { emptySchema } from "../core/schema/schema.ts";
import type { Connection, Dialect } from "../dialects/dialect.ts";

/** What steps ask for on an empty database, kept as the resulting structure until something must see it. */
export interface Fold {
  /** False when an operation, and all that come after it, must be run as they are. */
  take(operation: Operation): boolean;
  /** Make the structure, one statement a table; nothing is taken after that. It is sent before the call returns. */
  make(): Promise<void>;
  /** Whether there is something that was taken and not made. */
  readonly holds: boolean;
}

/** A fold that begins with nothing. */
export function createFold(dialect: Dialect, connection: Connection): Fold {
  let structure = emptySchema;
  let isOpen = true;
  return {
    take(operation) {
      if (!isOpen || seesData(operation)) return false;
      structure = applyOperation(structure, operation);
      return true;
    },
    async make() {
      const holds = this.holds;
      isOpen = false;
      if (holds)
        await connection.run(
          dialect.compile(operationsBetween(emptySchema, structure, dialect.rules), emptySchema),
        );
    },
    get holds() {
      return isOpen && structure !== emptySchema;
    },
  };
}
