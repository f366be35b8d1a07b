import { applyIfPossible } from "../core/adopt/apply-if-possible.ts";
import { change, operationsOf, type Change } from "../core/diff/change.ts";
import { operationsLeft } from "../core/diff/between.ts";
import type { ColumnJudge, DiffRules } from "../core/diff/rules.ts";
import { hazardsOf } from "../core/operations/hazards.ts";
import type { Operation } from "../core/operations/operations.ts";
import type { Schema } from "../core/schema/schema.ts";
import type { Connection, Dialect } from "../dialects/dialect.ts";
import type { Settings } from "../settings/settings.ts";
import { saidInSql } from "../dialects/sql.ts";

/** The rules of a dialect, with what the configuration says of types and defaults before they are asked. */
export function rulesFor(
  rules: DiffRules,
  {
    compareType,
    compareServerDefault,
    leave,
  }: Pick<Settings, "compareType" | "compareServerDefault" | "leave">,
): DiffRules {
  return {
    ...rules,
    leaves: new Set(leave),
    typeChanged: judgeOf(compareType),
    defaultChanged: judgeOf(compareServerDefault),
  };
}

function judgeOf(hook: Settings["compareType"]): ColumnJudge {
  if (typeof hook === "boolean") return () => (hook ? null : false);
  return (table, live, wanted) => hook({ table, live, wanted }) ?? null;
}

/** What a comparison comes to, once the hooks of the configuration have seen it. */
export interface Hooked {
  readonly changes: readonly Change[];
  /** What the hooks leave to be done, so that no proof can ask for it. */
  readonly left: readonly Operation[];
}

/** Add what the comparators find, and let the rewriters change it all. */
export async function withHooks(
  changes: readonly Change[],
  live: Schema,
  wanted: Schema,
  {
    settings,
    dialect,
    rules,
    connection,
  }: {
    readonly settings: Pick<Settings, "comparators" | "rewrite">;
    readonly dialect: Dialect;
    readonly rules: DiffRules;
    readonly connection: Connection;
  },
): Promise<Hooked> {
  const { comparators, rewrite } = settings;
  if (comparators.length + rewrite.length === 0) return { changes, left: [] };
  const query = (sql: string, params?: readonly unknown[]): ReturnType<Connection["query"]> =>
    connection.query(saidInSql(sql), params);
  const found = [...operationsOf(changes)];
  for (const comparator of comparators) found.push(...(await comparator({ live, wanted, query })));
  const operations = rewrite.reduce<readonly Operation[]>((before, rewriter) => rewriter(before), found);
  const reached = dialect.canonical(operations.reduce(applyIfPossible, live));
  return {
    changes: noted(operations, changes, live, dialect),
    left: operationsLeft(reached, wanted, rules),
  };
}

/** What the differ found keeps its notes; what is new is warned of as its own operations are. */
function noted(
  operations: readonly Operation[],
  changes: readonly Change[],
  live: Schema,
  { lexical }: Dialect,
): readonly Change[] {
  const known = new Map(changes.map((each) => [each.operation, each]));
  let before = live;
  return operations.map((operation) => {
    const texts = hazardsOf(operation, before, lexical)
      .filter(({ kind }) => kind === "data-loss" || kind === "may-fail")
      .map(({ text }) => text);
    before = applyIfPossible(before, operation);
    const warning = texts.length === 0 ? null : texts.join("; ");
    return known.get(operation) ?? { ...change(operation), warning };
  });
}
