import type { Schema } from "../schema/schema.ts";
import { facetsOf } from "./every-operation.ts";
import type { Loss, SplitScript } from "./loss.ts";
import type { Operation } from "./operations.ts";

/** What an operation takes away from tables of this structure. */
export function lossesOf(operation: Operation, before: Schema, split: SplitScript): readonly Loss[] {
  return facetsOf(operation).losses(operation.args, before, split);
}
