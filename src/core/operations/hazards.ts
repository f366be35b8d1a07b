import type { Schema } from "../schema/schema.ts";
import { facetsOf } from "./every-operation.ts";
import type { Hazard } from "./hazard.ts";
import type { Operation } from "./operations.ts";

/** What may hurt when the operation starts from this structure. */
export function hazardsOf(operation: Operation, before: Schema): readonly Hazard[] {
  return facetsOf(operation).hazards(operation.args, before);
}
