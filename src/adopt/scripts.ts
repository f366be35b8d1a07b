import { madeBy } from "../core/repeatable/made.ts";
import { formatName } from "../core/schema/names.ts";
import { namesIn } from "../core/schema/objects.ts";
import type { Named, Schema } from "../core/schema/schema.ts";
import type { Lexical } from "../core/sql/lexical.ts";
import type { Repeatable } from "../revisions/repeatable.ts";

/** A repeatable script on a database that nobody stamped: the first run makes what it makes again, whether it is there or not. */
export interface ScriptFound {
  readonly name: string;
  /** The relations, indexes and policies that it makes and that are there. */
  readonly present: readonly string[];
  /** Those that are not. */
  readonly missing: readonly string[];
}

/** What of that which repeatable scripts make is there. */
export function scriptsFound(
  scripts: readonly Repeatable[],
  live: Schema,
  lexical: Lexical,
): readonly ScriptFound[] {
  const there = new Set(partsOf(live).map((name) => name.toLowerCase()));
  return scripts.map((script) => {
    const { relations, indexes, policies } = madeBy([script], lexical);
    const made = [...relations, ...indexes, ...policies];
    return {
      name: script.name,
      present: made.filter((each) => there.has(each)),
      missing: made.filter((each) => !there.has(each)),
    };
  });
}

/** The names that scripts may speak of, as they are written in `Made`. */
function partsOf(schema: Schema): readonly string[] {
  const { tables, linkedPolicies } = schema;
  const named = (name: string): Named => ({ schema: null, name });
  return [
    ...namesIn(schema).map(formatName),
    ...tables.flatMap(({ indexes }) =>
      indexes.flatMap(({ name }) => (name === null ? [] : [formatName(named(name))])),
    ),
    ...[...tables, ...linkedPolicies].flatMap((table) =>
      table.policies.map(({ name }) => `${formatName(table)}.${formatName(named(name))}`),
    ),
  ];
}
