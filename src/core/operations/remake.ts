import { refTo, type FoundConstraint } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import type { Attachment, Index, Policy, Sequence, Table } from "../schema/schema.ts";
import {
  sparseCheck,
  sparseForeignKey,
  sparseIndex,
  sparsePolicy,
  sparsePrimaryKey,
  sparseSequence,
  sparseUnique,
} from "../schema/sparse.ts";
import { call, type Operation } from "./operations.ts";

/** The operation that makes a constraint on a table that exists. */
export function createConstraint(table: string, found: FoundConstraint): Operation {
  if (found.kind === "primaryKey") return call("createPrimaryKey", table, sparsePrimaryKey(found.constraint));
  if (found.kind === "unique") return call("createUniqueConstraint", table, sparseUnique(found.constraint));
  if (found.kind === "check") return call("createCheckConstraint", table, sparseCheck(found.constraint));
  return call("createForeignKey", table, sparseForeignKey(found.constraint));
}

/** The operations that make the primary key of a table, with the AUTOINCREMENT that belongs to it; null when it has none. */
export function createPrimaryKey(name: string, table: Table): readonly Operation[] | null {
  if (table.primaryKey === null) return null;
  return [
    createConstraint(name, { kind: "primaryKey", constraint: table.primaryKey }),
    ...table.columns
      .filter((column) => column.autoincrement)
      .map((column) => call("alterColumn", name, column.name, { autoincrement: true })),
  ];
}

/** The operation that drops a constraint. */
export function dropConstraint(table: string, found: FoundConstraint): Operation {
  return found.kind === "primaryKey"
    ? call("dropPrimaryKey", table)
    : call("dropConstraint", table, refTo(found));
}

/** The operation that makes an index of a table that exists. */
export function createIndex(table: string, index: Index): Operation {
  return call("createIndex", table, sparseIndex(index));
}

/** The operation that makes what was attached to a table again; it goes with what it is attached to. */
export function attach({ sql }: Attachment): Operation {
  return call("execute", sql, "");
}

/** The operation that makes a policy on a table that exists. */
export function createPolicy(table: string, policy: Policy): Operation {
  return call("createPolicy", table, sparsePolicy(policy));
}

/** The operations that make a sequence; its owner must be there already. */
export function createSequence(sequence: Sequence): readonly Operation[] {
  return [call("createSequence", sparseSequence(sequence)), ...giveOwner(sequence)];
}

/** The operation that lets a sequence go with its column, where it has one. */
export function giveOwner(sequence: Sequence): readonly Operation[] {
  const { ownedBy } = sequence;
  return ownedBy === null ? [] : [call("alterSequence", formatName(sequence), { ownedBy })];
}
