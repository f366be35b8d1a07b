import { make } from "../operations/make.ts";
import { createConstraint, dropConstraint } from "../operations/remake.ts";
import { formatName } from "../schema/names.ts";
import type { ForeignKey, Table } from "../schema/schema.ts";
import type { Unit } from "./change.ts";
import { equalityOf } from "./equality.ts";
import { claimsOf, diffNamed } from "./named.ts";
import type { DiffRules } from "./rules.ts";

/** Compare the foreign keys of a table; `lost` says which of the live ones must be made again in any case. */
export function diffForeignKeys(
  live: Table,
  wanted: Table,
  rules: DiffRules,
  lost: (key: ForeignKey) => boolean,
): readonly Unit[] {
  const table = formatName(wanted);
  return diffNamed<ForeignKey>(live.foreignKeys, wanted.foreignKeys, {
    alike: equalityOf(rules).foreignKey,
    lost,
    create: (constraint) => createConstraint(table, { kind: "foreignKey", constraint }),
    drop: (constraint) => dropConstraint(table, { kind: "foreignKey", constraint }),
    rename: (from, to) => make.renameConstraint(table, from, to),
    claimed: claimsOf([])(wanted),
  });
}
