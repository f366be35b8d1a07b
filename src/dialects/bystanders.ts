import type { Named, Role } from "../core/schema/schema.ts";

/** What a database holds apart from the tables, views and types that Drizzle can declare. */
export interface Bystanders {
  /** Tables within the scope that are more than Drizzle can say. */
  readonly tables: readonly Bystander[];
  /** What within the scope is used by something; `by` is null for what is no table or view. */
  readonly leans: readonly Lean[];
  /** Namespaces within the scope that hold something else, so that they cannot be dropped. */
  readonly occupied: readonly string[];
  /** Namespaces outside the scope that hold tables or views of the role that is connected. */
  readonly unwatched: readonly string[];
  /** Every table and view of the database, in the scope or not. */
  readonly relations: readonly Named[];
  /** Indexes that a failed CREATE INDEX CONCURRENTLY has left: they serve nobody, and keep their names. */
  readonly invalidIndexes: readonly Named[];
  /** Every role of the server. */
  readonly roles: readonly FoundRole[];
  /** Policies, by their tables, and sequences that no operation made. */
  readonly handmade: {
    readonly policies: readonly (Named & { readonly policy: string })[];
    readonly sequences: readonly Named[];
  };
}

/** A role of the server. */
export interface FoundRole {
  readonly role: Role;
  /** An operation has made it for this database. */
  readonly madeHere: boolean;
  /** It owns the database, may do everything, or is the one that is connected. */
  readonly governs: boolean;
}

/** That something could not be dropped while something else is there. */
export interface Lean {
  readonly on: Named;
  readonly kind: "enum" | "relation";
  readonly by: Named | null;
}

/** A table that is not Drizzle's alone to make. */
export interface Bystander extends Named {
  /** In words: `a partition`, `a foreign table`. */
  readonly kind: string;
  /** False: it is left as it is even where Drizzle declares a table of its name. */
  readonly declarable: boolean;
}
