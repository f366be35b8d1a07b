import { none, type FacetsOf } from "./facets.ts";

/** Rows of tables. */
export const rowOperations: FacetsOf<"bulkInsert"> = {
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
