import { formatName } from "../core/schema/names.ts";
import type { Schema, Table } from "../core/schema/schema.ts";
import type { Bystanders } from "../dialects/bystanders.ts";

/** The live structure without sequences and row level security that were made by hand, and the warnings about them. */
export interface WithoutHandmade {
  readonly live: Schema;
  readonly warnings: readonly string[];
}

/**
 * Many write policies and sequences in SQL and none in Drizzle. Where the Drizzle schema declares none of a kind, only
 * those that operations made are looked at; where it declares some, it has to declare all.
 */
export function withoutHandmade(live: Schema, wanted: Schema, { handmade }: Bystanders): WithoutHandmade {
  const declaresSecurity =
    wanted.linkedPolicies.length > 0 ||
    wanted.tables.some(({ rowSecurity, policies }) => rowSecurity || policies.length > 0);
  const byHand = new Set(handmade.policies.map((each) => JSON.stringify([formatName(each), each.policy])));
  const isByHand = (table: Table, name: string): boolean =>
    byHand.has(JSON.stringify([formatName(table), name]));
  const left: string[] = [];
  const tables = live.tables.map((table) => {
    if (declaresSecurity || !table.rowSecurity) return table;
    const policies = table.policies.filter(({ name }) => !isByHand(table, name));
    if (policies.length > 0 && policies.length === table.policies.length) return table;
    left.push(formatName(table));
    return { ...table, policies, rowSecurity: false, forcedRowSecurity: false };
  });
  const declared = new Set(wanted.sequences.map(formatName));
  const numbered = new Set(handmade.sequences.map(formatName));
  const sequences =
    declared.size > 0 ? live.sequences : live.sequences.filter((each) => !numbered.has(formatName(each)));
  return {
    live: { ...live, tables, sequences },
    warnings: left.map(
      (table) => `Row level security of ${table} is left as it is: no schema file declares any.`,
    ),
  };
}
