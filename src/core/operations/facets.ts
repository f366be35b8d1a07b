import type { Schema } from "../schema/schema.ts";
import type { Hazard } from "./hazard.ts";
import type { Dependencies } from "./keys.ts";
import type { Lexical } from "../sql/lexical.ts";
import type { Loss } from "./loss.ts";
import type { Operation, OperationKind, Operations } from "./operations.ts";

/**
 * All that is known of one kind of operation apart from its SQL. `args` are the arguments of the call, `before` is
 * the structure that it starts from.
 */
export interface Facets<A> {
  /** The structure after it. Throws no-such-object or object-exists where it does not fit. */
  readonly apply: (args: A, before: Schema) => Schema;
  /** What undoes it, but for rows that went with what was dropped; null: nothing does. */
  readonly reverse: (args: A, before: Schema) => readonly Operation[] | null;
  /** What it does, in a few words. */
  readonly describe: (args: A) => string;
  /** What may hurt apart from what is lost. */
  readonly hazards: (args: A, before: Schema) => readonly Hazard[];
  /** What it takes away from tables for good; SQL is read as `lexical` says. */
  readonly losses: (args: A, before: Schema, lexical: Lexical) => readonly Loss[];
  /** Whether its effect is in the structure already; null: the structure cannot tell. */
  readonly present: (args: A, live: Schema) => boolean | null;
  /** What it asks of the structure and does to it, as keys; lists that are empty may be left out. */
  readonly dependencies: (args: A, before: Schema) => Partial<Dependencies>;
  /** The table that it is about; null: it is about something else. */
  readonly subject: (args: A) => string | null;
  /**
   * "structure": all that it does to the structure is what `apply` says, and it neither asks for rows nor makes
   * any. "data": it may read or write rows, or do what nobody can know.
   */
  readonly sees: (args: A) => Sees;
  /** True when null has a meaning of its own in its arguments; else it means absent and is not written. */
  readonly nullSpeaks: boolean;
}

/** All that is known of some kinds of operations. */
export type FacetsOf<Kinds extends OperationKind> = { readonly [K in Kinds]: Facets<Operations[K]> };

/** A facet of operations of which there is nothing to say. */
export const none = (): readonly never[] => [];

/** What an operation sees of the database. */
export type Sees = "structure" | "data";

/** What is alike in operations that change the structure and nothing else, and are about no table. */
export const changesStructure: {
  readonly subject: () => null;
  readonly sees: () => "structure";
  readonly nullSpeaks: false;
} = { subject: () => null, sees: () => "structure", nullSpeaks: false };

/** What is alike in operations that change the structure of the table that they name first, and nothing else. */
export const changesTable: Omit<typeof changesStructure, "subject"> & {
  readonly subject: (args: readonly [table: string, ...others: unknown[]]) => string;
} = { ...changesStructure, subject: ([table]) => table };
