import {
  constraintOf,
  describeRef,
  findConstraint,
  tableOf,
  type FoundConstraint,
} from "../schema/lookup.ts";
import type { Table } from "../schema/schema.ts";
import { changesTable, none, type FacetsOf } from "./facets.ts";
import { hazard } from "./hazard.ts";
import { constraintKey, tableKey } from "./keys.ts";
import { inTable } from "./look.ts";
import { createConstraint, dropConstraint } from "./remake.ts";
import { updateTable } from "./update.ts";

/** The look through the rows that were there before a constraint was. */
export const validationOperations: FacetsOf<"validateConstraint"> = {
  validateConstraint: {
    apply: ([name, ref], schema) =>
      updateTable(schema, name, (table) => validated(table, constraintOf(table, ref))),
    reverse([name, ref], before) {
      const found = constraintOf(tableOf(before, name), ref);
      // What was looked through can only be forgotten by making it again.
      return isValidated(found) ? [] : [dropConstraint(name, found), createConstraint(name, found)];
    },
    describe: ([table, ref]) => `validate constraint ${describeRef(ref)} of ${table}`,
    hazards: ([table, ref]) => [
      hazard("rows-may-not-fit", `rows of ${table} that break ${describeRef(ref)} are refused`),
    ],
    losses: none,
    present: ([name, ref], live) =>
      inTable(live, name, (table) => {
        const found = findConstraint(table, ref);
        return found !== null && isValidated(found);
      }),
    dependencies: ([table, ref]) => ({
      needs: [tableKey(table)],
      changes: typeof ref === "string" ? [constraintKey(table, ref)] : [],
    }),
    ...changesTable,
  },
};

/** Keys are always true of every row. */
function isValidated(found: FoundConstraint): boolean {
  return found.kind === "check" || found.kind === "foreignKey" ? found.constraint.validated : true;
}

function validated(table: Table, { constraint }: FoundConstraint): Table {
  const mark = <T extends { readonly validated: boolean }>(each: T): T =>
    (each as unknown) === constraint ? { ...each, validated: true } : each;
  return { ...table, checks: table.checks.map(mark), foreignKeys: table.foreignKeys.map(mark) };
}
