import { relationReader } from "../schema/expressions.ts";
import { formatName } from "../schema/names.ts";
import type { Schema } from "../schema/schema.ts";
import { inheritTable } from "./inherit/table.ts";
import { inheritView } from "./inherit/view.ts";
import { leaveLabels } from "./leavable.ts";
import { matchByKey } from "./match.ts";
import type { DiffRules } from "./rules.ts";
import { inheritSequences } from "./sequence.ts";

/**
 * The wanted schema with the facts of the live one on which it is silent because Drizzle has no words for
 * them: comments, collations, triggers, deferrability and the like. They are kept, never a difference.
 */
export function inherit(live: Schema, wanted: Schema, rules: DiffRules): Schema {
  const tables = new Map(
    matchByKey(live.tables, wanted.tables, formatName).both.map(([from, to]) => [
      to,
      inheritTable(from, to, rules),
    ]),
  );
  const views = new Map(
    matchByKey(live.views, wanted.views, formatName).both.map(([from, to]) => [to, inheritView(from, to)]),
  );
  const readsOf = relationReader(wanted);
  const types = new Map(
    matchByKey(live.enums, wanted.enums, formatName).both.map(([from, to]) => [
      to,
      leaveLabels(from, to, rules),
    ]),
  );
  return {
    namespaces: wanted.namespaces,
    roles: wanted.roles,
    linkedPolicies: wanted.linkedPolicies,
    enums: wanted.enums.map((type) => types.get(type) ?? type),
    sequences: inheritSequences(live, wanted),
    tables: wanted.tables.map((table) => tables.get(table) ?? table),
    views: wanted.views
      .map((view) => views.get(view) ?? view)
      .map((view) => ({ ...view, reads: readsOf(view.query) })),
  };
}
