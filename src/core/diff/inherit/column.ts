import type { Column } from "../../schema/schema.ts";
import { mayBeLong } from "../../schema/types.ts";
import { sameBase } from "../equality.ts";
import type { DiffRules } from "../rules.ts";

/** A column with what Drizzle cannot say of it as the live one has it. */
export function inheritColumn(live: Column, wanted: Column, rules: DiffRules): Column {
  const isSame = sameBase(live.type, wanted.type) || rules.sameType(live.type, wanted.type);
  const identity =
    wanted.identity === null || live.identity === null
      ? wanted.identity
      : { ...wanted.identity, sequence: wanted.identity.sequence ?? live.identity.sequence };
  return {
    ...wanted,
    identity,
    storage:
      wanted.storage ?? (isSame || (mayBeLong(live.type) && mayBeLong(wanted.type)) ? live.storage : null),
    statistics: wanted.statistics ?? live.statistics,
    comment: wanted.comment ?? live.comment,
    // A type of another family may have no collation at all.
    collation: wanted.collation ?? (isSame ? live.collation : null),
  };
}
