import { declaredTwice, type Origin } from "../core/errors/drizzle.ts";
import { formatName } from "../core/schema/names.ts";
import type { LinkedPolicies, Policy, Table } from "../core/schema/schema.ts";
import type { Collected } from "./collect.ts";
import { expressionText, queryText, tablesOf, unwrap } from "./expressions.ts";
import type { Library } from "./library.ts";
import { clip } from "./naming.ts";
import { tableNameOf, type PolicyShape, type SqlShape } from "./shapes.ts";

/** A policy of a table. */
export function readPolicy(library: Library, policy: PolicyShape): Policy {
  return {
    name: clip(policy.name, "postgresql"),
    permissive: policy.as !== "restrictive",
    command: policy.for ?? "all",
    roles: rolesOf(library, policy.to),
    using: policy.using === undefined ? null : conditionText(library, policy.using),
    check: policy.withCheck === undefined ? null : conditionText(library, policy.withCheck),
  };
}

/** The tables with the policies that were linked to them, and those on tables that are not among them. */
export function withLinked(
  library: Library,
  tables: readonly Table[],
  linked: Collected["linkedPolicies"],
): { readonly tables: readonly Table[]; readonly linkedPolicies: readonly LinkedPolicies[] } {
  const byTable = new Map<string, LinkedPolicies>();
  const origins = new Map<string, Origin>();
  for (const { entity, table, origin } of linked) {
    const place = tableNameOf(table);
    const key = formatName(place);
    const policy = readPolicy(library, entity);
    const said = `${policy.name} on ${key}`;
    const before = origins.get(said);
    if (before !== undefined)
      throw declaredTwice({ kind: "policy", name: said, first: before, second: origin });
    origins.set(said, origin);
    byTable.set(key, { ...place, policies: [...(byTable.get(key)?.policies ?? []), policy] });
  }
  const own = new Set(tables.map(formatName));
  return {
    tables: tables.map((table) => {
      const more = byTable.get(formatName(table))?.policies ?? [];
      return more.length === 0
        ? table
        : { ...table, rowSecurity: true, policies: [...table.policies, ...more] };
    }),
    linkedPolicies: [...byTable].flatMap(([key, policies]) => (own.has(key) ? [] : [policies])),
  };
}

/** Columns are said with their table where a condition reads several: both may have one of a name. */
function conditionText(library: Library, condition: SqlShape): string {
  return tablesOf(library, condition).size > 1
    ? unwrap(queryText(library, condition))
    : expressionText(library, condition);
}

/** Sorted; nobody named is everybody. */
function rolesOf(library: Library, to: unknown): readonly string[] {
  const names = [to].flat(Infinity).flatMap((role): string[] => {
    if (typeof role === "string") return [role];
    return library.is(role, "PgRole") ? [String(Reflect.get(role as object, "name"))] : [];
  });
  return names.length === 0 ? ["public"] : [...new Set(names)].sort();
}
