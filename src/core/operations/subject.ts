import { facetsOf } from "./every-operation.ts";
import type { Operation } from "./operations.ts";

/** The table that an operation is about, or null where it is about something else. */
export function subjectOf(operation: Operation): string | null {
  return facetsOf(operation).subject(operation.args);
}

/** Whether an operation may read or write rows, or do what nobody can know. */
export function seesData(operation: Operation): boolean {
  return facetsOf(operation).sees(operation.args) === "data";
}
