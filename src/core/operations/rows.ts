import { none, type Facets } from "./facets.ts";
import type { Operations } from "./operations.ts";

/** Rows of tables. */
export const rowOperations: { readonly [K in "bulkInsert"]: Facets<Operations[K]> } = {
  bulkInsert: {
    apply: (_args, schema) => schema,
    reverse: () => null,
    describe: ([table, rows]) => `insert ${rows.length} ${rows.length === 1 ? "row" : "rows"} into ${table}`,
    hazards: none,
    losses: none,
    present: () => null,
    dependencies: ([table]) => ({ needs: [`table:${table}`] }),
    subject: ([table]) => table,
    sees: () => "data",
    nullSpeaks: true,
  },
};
