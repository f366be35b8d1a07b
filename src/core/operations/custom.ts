import type { Schema } from "../schema/schema.ts";
import type { Operation } from "./operations.ts";

/** SQL per dialect, from the arguments of the call; a list is several statements. */
type CustomSql<A> = (args: A) => string | readonly string[];

/** What a user says of an operation of his own. */
export interface CustomDefinition<A = never> {
  /** The function's name in revisions. */
  readonly name: string;
  /** The module that exports it, as a revision imports it; needed for autogenerate only. */
  readonly from?: string;
  readonly sql: { readonly postgresql?: CustomSql<A>; readonly sqlite?: CustomSql<A> };
  /** The operation that undoes it; absent: it cannot be undone. */
  readonly reverse?: (args: A, before: Schema) => Operation;
  readonly describe?: (args: A) => string;
  /** What may hurt, one sentence each. */
  readonly hazards?: (args: A) => readonly string[];
  /** Whether its effect is in the schema; null: the schema cannot tell. */
  readonly present?: (args: A, live: Schema) => boolean | null;
}

/** Define an operation of one's own; the result makes calls of it: `await op.run(createThing({ … }))`. */
export function defineOperation<A>(definition: CustomDefinition<A>): (args: A) => Operation {
  return (args) => ({ kind: "custom", args: [definition, args] });
}
