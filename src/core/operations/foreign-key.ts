import { completeForeignKey } from "../schema/complete.ts";
import { refTo } from "../schema/lookup.ts";
import { keysOfMaking } from "./constraint-keys.ts";
import { addConstraint, hasConstraint } from "./constraints-of-table.ts";
import { changesTable, none, type FacetsOf } from "./facets.ts";
import { hazard } from "./hazard.ts";
import { call } from "./operations.ts";
import { columnsText, listed, onTable } from "./wording.ts";

/** Foreign keys. */
export const foreignKeyOperations: FacetsOf<"createForeignKey"> = {
  createForeignKey: {
    apply: ([name, spec], schema) =>
      addConstraint(schema, name, spec.name, (table) => ({
        ...table,
        foreignKeys: [...table.foreignKeys, completeForeignKey(spec)],
      })),
    reverse: ([table, spec]) => [
      call("dropConstraint", table, refTo({ kind: "foreignKey", constraint: completeForeignKey(spec) })),
    ],
    describe: ([table, { name, columns, references, validated }]) =>
      `add foreign key ${onTable(table, name)} (${listed(columns)}) to ${references.table} (${listed(references.columns)})${validated === false ? ", not valid" : ""}`,
    hazards: ([table, { validated, columns, references }]) =>
      validated === false
        ? []
        : [
            hazard(
              "rows-may-not-fit",
              `rows of ${table} whose ${columnsText(columns)} is not in ${references.table} are refused`,
            ),
            hazard(
              "foreign-key-validated",
              `writers of ${table} and ${references.table} wait while every row is checked`,
            ),
          ],
    losses: none,
    present: ([table, spec], live) =>
      hasConstraint(live, table, { kind: "foreignKey", constraint: completeForeignKey(spec) }),
    dependencies: ([table, spec]) =>
      keysOfMaking(table, { kind: "foreignKey", constraint: completeForeignKey(spec) }),
    ...changesTable,
  },
};
