import { none, type FacetsOf } from "./facets.ts";
import { call } from "./operations.ts";
import { lossesOfSql } from "./sql-losses.ts";

/** SQL of the user's own: the structure does not learn what it does. */
export const executeOperations: FacetsOf<"execute"> = {
  execute: {
    apply: (_args, schema) => schema,
    reverse([sql, undo]) {
      if (undo === undefined) return null;
      return undo === "" ? [] : [call("execute", undo, sql)];
    },
    describe: ([sql]) => `execute ${shortened(sql)}`,
    hazards: none,
    losses: ([sql], before, lexical) => lossesOfSql(sql, before, lexical),
    present: () => null,
    dependencies: () => ({}),
    subject: () => null,
    sees: () => "data",
    nullSpeaks: false,
  },
};

/** A statement on one line, cut where it is long: for a sentence that names it. */
export function shortened(sql: string): string {
  const line = sql.replace(/\s+/gu, " ").trim();
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
