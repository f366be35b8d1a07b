import { applyIfPossible } from "../adopt/apply-if-possible.ts";
import { unique } from "../collections.ts";
import { formatName } from "../schema/names.ts";
import type { Schema } from "../schema/schema.ts";
import type { Lexical } from "../sql/lexical.ts";
import { follow, whenLookedAt } from "./apply.ts";
import { lossesOf } from "./losses.ts";
import type { Operation } from "./operations.ts";

/** What a revision takes away in one direction or the other, as its header declares it; names are those of calls on `op`. */
export interface DeclaredLosses {
  readonly tables: readonly string[];
  /** `table.column`; none of a table that goes as a whole. */
  readonly columns: readonly string[];
}

/** What both ways of a revision take away; null when that is nothing. Each way starts from a structure of its own. */
export function declaredLosses(
  ways: readonly { readonly operations: readonly Operation[]; readonly before: Schema }[],
  lexical: Lexical,
): DeclaredLosses | null {
  const losses = ways.flatMap(({ operations, before }) => {
    const structure = follow(operations, before, applyIfPossible);
    return operations.flatMap((operation, position) =>
      lossesOf(
        operation,
        whenLookedAt(() => structure(position)),
        lexical,
      ),
    );
  });
  const tables = unique(losses.flatMap(({ table, column }) => (column === null ? [table] : []))).sort();
  const columns = losses.flatMap(({ table, column }) =>
    column === null || tables.includes(table)
      ? []
      : [`${table}.${formatName({ schema: null, name: column })}`],
  );
  return losses.length === 0 ? null : { tables, columns: unique(columns).sort() };
}
