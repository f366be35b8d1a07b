import { refTo, type FoundConstraint } from "../schema/lookup.ts";
import type { Index } from "../schema/schema.ts";
import {
  sparseCheck,
  sparseForeignKey,
  sparseIndex,
  sparsePrimaryKey,
  sparseUnique,
} from "../schema/sparse.ts";
import { make } from "./make.ts";
import type { Operation } from "./operations.ts";

/** The operation that makes a constraint on a table that exists. */
export function createConstraint(table: string, found: FoundConstraint): Operation {
  if (found.kind === "primaryKey") return make.createPrimaryKey(table, sparsePrimaryKey(found.constraint));
  if (found.kind === "unique") return make.createUniqueConstraint(table, sparseUnique(found.constraint));
  if (found.kind === "check") return make.createCheckConstraint(table, sparseCheck(found.constraint));
  return make.createForeignKey(table, sparseForeignKey(found.constraint));
}

/** The operation that drops a constraint. */
export function dropConstraint(table: string, found: FoundConstraint): Operation {
  return found.kind === "primaryKey" ? make.dropPrimaryKey(table) : make.dropConstraint(table, refTo(found));
}

/** The operation that makes an index of a table that exists. */
export function createIndex(table: string, index: Index): Operation {
  return make.createIndex(table, sparseIndex(index));
}
