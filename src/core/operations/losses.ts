import type { Schema } from "../schema/schema.ts";
import { facetsOf } from "./every-operation.ts";
import type { Lexical } from "../sql/lexical.ts";
import type { Loss } from "./loss.ts";
import type { Operation } from "./operations.ts";

/** What an operation takes away from tables of this structure; SQL in it is read as `lexical` says. */
export function lossesOf(operation: Operation, before: Schema, lexical: Lexical): readonly Loss[] {
  return possibleLossesOf(operation, before, lexical).filter(({ becomes }) => becomes === undefined);
}

/** The same, and what it takes away only where the rows are such, which the database knows. */
export function possibleLossesOf(operation: Operation, before: Schema, lexical: Lexical): readonly Loss[] {
  return facetsOf(operation).losses(operation.args, before, lexical);
}
