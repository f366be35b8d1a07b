import { relationReader } from "../schema/expressions.ts";
import { formatName } from "../schema/names.ts";
import type { Named, Schema } from "../schema/schema.ts";
import { inheritTable } from "./inherit/table.ts";
import { inheritView } from "./inherit/view.ts";
import { leaveLabels } from "./leavable.ts";
import { carry, matchByKey, type Matches } from "./match.ts";
import type { DiffRules } from "./rules.ts";
import { inheritSequences } from "./sequence.ts";

/**
 * The wanted schema with the facts of the live one on which it is silent because Drizzle has no words for
 * them: comments, collations, triggers, deferrability and the like. They are kept, never a difference.
 */
export function inherit(live: Schema, wanted: Schema, rules: DiffRules): Schema {
  const readsOf = relationReader(wanted);
  return {
    ...wanted,
    enums: carry(wanted.enums, byName(live.enums, wanted.enums), (from, to) => leaveLabels(from, to, rules)),
    sequences: inheritSequences(live, wanted),
    tables: carry(wanted.tables, byName(live.tables, wanted.tables), (from, to) =>
      inheritTable(from, to, rules),
    ),
    views: carry(wanted.views, byName(live.views, wanted.views), inheritView).map((view) => ({
      ...view,
      reads: readsOf(view.query),
    })),
  };
}

function byName<T extends Named>(live: readonly T[], wanted: readonly T[]): Matches<T>["both"] {
  return matchByKey(live, wanted, formatName).both;
}
