import type { Operation } from "../operations/operations.ts";

/** One thing that a revision does: what an operation says, or what only SQL can. */
export type Act =
  | { readonly kind: "operation"; readonly operation: Operation; readonly said: Said }
  | { readonly kind: "statement"; readonly deed: Deed; readonly said: Said };

/** How an act was written. */
export interface Said {
  /** The statement; null for a call. */
  readonly sql: string | null;
  /** `IF NOT EXISTS`, or `IF EXISTS`. */
  readonly guarded: boolean;
  /** Written inline with a new column. */
  readonly inline: boolean;
  /** `CREATE INDEX … ON ONLY`. */
  readonly only: boolean;
  /** By a data call, which goes in batches where it may. */
  readonly inBatches: boolean;
}

/** What a statement does that no operation says; names are as in schema/names.ts. */
export type Deed =
  | { readonly kind: "reindex"; readonly concurrently: boolean; readonly what: string }
  /** `VACUUM FULL`, `CLUSTER`, `SET TABLESPACE`, `SET LOGGED`. */
  | { readonly kind: "rewrite"; readonly words: string; readonly table: string | null }
  /** Refused within a transaction. */
  | { readonly kind: "alone"; readonly words: string }
  /** Of a table that is not known. */
  | { readonly kind: "dropIndex"; readonly index: string; readonly concurrently: boolean }
  | { readonly kind: "exclusion"; readonly table: string }
  | { readonly kind: "attach"; readonly table: string; readonly partition: string }
  | {
      readonly kind: "detach";
      readonly table: string;
      readonly partition: string;
      readonly concurrently: boolean;
    }
  | { readonly kind: "partitionedTable"; readonly table: string }
  | { readonly kind: "update"; readonly table: string; readonly everyRow: boolean; readonly verb: string }
  | { readonly kind: "truncate"; readonly tables: readonly string[] }
  | { readonly kind: "insert"; readonly table: string }
  | { readonly kind: "lockTable"; readonly tables: readonly string[]; readonly mode: string }
  | { readonly kind: "refresh"; readonly view: string; readonly concurrently: boolean }
  | { readonly kind: "grant"; readonly words: string }
  | { readonly kind: "role"; readonly words: string }
  | { readonly kind: "extension"; readonly words: string }
  | { readonly kind: "replicaIdentity"; readonly table: string }
  | { readonly kind: "domain"; readonly domain: string }
  | { readonly kind: "renameSchema"; readonly from: string; readonly to: string }
  | { readonly kind: "analyze"; readonly table: string | null }
  | { readonly kind: "set"; readonly name: string; readonly value: string }
  | { readonly kind: "pragma"; readonly name: string; readonly turnsOff: boolean }
  | { readonly kind: "transaction"; readonly words: string }
  /** What it does stands elsewhere. */
  | { readonly kind: "opaque"; readonly words: string }
  /** Harmless, or not of the kind that rules know. */
  | { readonly kind: "other" };

/** The act of a call. */
export function callAct(operation: Operation, inBatches = false): Act {
  return {
    kind: "operation",
    operation,
    said: { sql: null, guarded: false, inline: false, only: false, inBatches },
  };
}
