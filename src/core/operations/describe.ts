import { facetsOf } from "./every-operation.ts";
import type { Operation } from "./operations.ts";

/** An operation in one short line: `add column users.name varchar(100) not null`. */
export function describeOperation(operation: Operation): string {
  return facetsOf(operation).describe(operation.args).replace(/\s+/gu, " ").trim();
}
