import type { Schema } from "../schema/schema.ts";
import { dependenciesOfColumns } from "./dependencies/columns.ts";
import { dependenciesOfConstraints } from "./dependencies/constraints.ts";
import { gather, type Dependencies, type Depend } from "./dependencies/keys.ts";
import { dependenciesOfTables } from "./dependencies/tables.ts";
import { dependenciesOfTypes } from "./dependencies/types.ts";
import { interpret, type Interpreter, type Operation } from "./operations.ts";

/**
 * What an operation asks of the structure and does to it, as keys: `table:users`, `column:users.id`,
 * `enum:mood`, `view:totals`, `key:users(id)`. Keys that nothing provides are there already.
 */
export function dependenciesOf(operation: Operation, before: Schema): Dependencies {
  return gather(interpret(depending, operation)(before));
}

const depending: Interpreter<Depend> = {
  ...dependenciesOfTables,
  ...dependenciesOfColumns,
  ...dependenciesOfConstraints,
  ...dependenciesOfTypes,
  execute: () => () => ({}),
  bulkInsert: (table) => () => ({ needs: [`table:${table}`] }),
  custom: () => () => ({}),
};
