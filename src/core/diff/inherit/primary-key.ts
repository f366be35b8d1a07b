import type { PrimaryKey, Table } from "../../schema/schema.ts";
import { inheritTraits } from "./traits.ts";

/** A primary key with what Drizzle cannot say of it as the live one has it. */
export function inheritPrimaryKey(live: PrimaryKey, wanted: PrimaryKey, table: Table): PrimaryKey {
  return {
    ...wanted,
    ...inheritTraits(live, wanted, table, wanted.columns),
    deferrable: wanted.deferrable ?? live.deferrable,
    onConflict: wanted.onConflict ?? live.onConflict,
    comment: wanted.comment ?? live.comment,
  };
}
