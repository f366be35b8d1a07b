import { sameData } from "../collections.ts";
import { noSuchObject } from "../errors/database.ts";
import { objectExists } from "../errors/schema.ts";
import { completePrimaryKey } from "../schema/complete.ts";
import { findTable, tableOf } from "../schema/lookup.ts";
import { formatName } from "../schema/names.ts";
import { keysOfDropping, keysOfMaking } from "./constraint-keys.ts";
import { refuseConstraint, withoutKey } from "./constraints-of-table.ts";
import { changesTable, none, type FacetsOf } from "./facets.ts";
import { hazard } from "./hazard.ts";
import { inTable } from "./look.ts";
import { call } from "./operations.ts";
import { createPrimaryKey } from "./remake.ts";
import { updateTable } from "./update.ts";
import { indexBack, namedAfterIndex, ofIndex, withIndexKeys, withoutIndex } from "./using-index.ts";
import { columnsText, listed } from "./wording.ts";

/** Primary keys. */
export const primaryKeyOperations: FacetsOf<"createPrimaryKey" | "dropPrimaryKey"> = {
  createPrimaryKey: {
    apply: ([name, spec, options], schema) =>
      updateTable(schema, name, (table) => {
        if (table.primaryKey !== null)
          throw objectExists({ kind: "constraint", name: "primary key", inside: formatName(table) });
        refuseConstraint(table, spec.name ?? null);
        return {
          ...withoutIndex(table, options),
          primaryKey: completePrimaryKey(namedAfterIndex(spec, options)),
        };
      }),
    reverse: ([table, _spec, options], before) => [
      call("dropPrimaryKey", table),
      ...indexBack(table, options, before),
    ],
    describe: ([table, { columns }, options]) =>
      `add primary key ${table} (${listed(columns)})${ofIndex(options)}`,
    hazards: ([table, { columns }, options]) =>
      options?.usingIndex !== undefined
        ? []
        : [
            hazard(
              "rows-may-not-fit",
              `rows of ${table} that share ${columnsText(columns)}, or hold NULL there, are refused`,
            ),
            hazard("primary-key-built", `writers of ${table} wait while an index is built`),
          ],
    losses: none,
    present: ([name, { columns }], live) =>
      inTable(live, name, (table) => sameData(table.primaryKey?.columns, columns)),
    dependencies: ([table, spec, options]) =>
      withIndexKeys(
        table,
        options,
        keysOfMaking(table, {
          kind: "primaryKey",
          constraint: completePrimaryKey(namedAfterIndex(spec, options)),
        }),
      ),
    ...changesTable,
  },

  dropPrimaryKey: {
    apply: ([name], schema) =>
      updateTable(schema, name, (table) => {
        if (table.primaryKey === null) throw noSuchObject("constraint", "primary key", formatName(table));
        return withoutKey(table);
      }),
    reverse: ([name], before) => createPrimaryKey(name, tableOf(before, name)),
    describe: ([table]) => `drop primary key of ${table}`,
    hazards: none,
    losses: none,
    present: ([name], live) => inTable(live, name, (table) => table.primaryKey === null, true),
    dependencies([table], before) {
      const constraint = findTable(before, table)?.primaryKey ?? null;
      return constraint === null ? {} : keysOfDropping(table, { kind: "primaryKey", constraint });
    },
    ...changesTable,
  },
};
