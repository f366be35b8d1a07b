import type { Schema } from "../schema/schema.ts";
import { facetsOf } from "./every-operation.ts";
import { gather, type Dependencies } from "./keys.ts";
import type { Operation } from "./operations.ts";

/**
 * What an operation asks of the structure and does to it, as keys: `table:users`, `column:users.id`,
 * `enum:mood`, `view:totals`, `key:users(id)`. Keys that nothing provides are there already.
 */
export function dependenciesOf(operation: Operation, before: Schema): Dependencies {
  return gather(facetsOf(operation).dependencies(operation.args, before));
}
