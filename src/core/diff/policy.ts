import { sameData } from "../collections.ts";
import { make } from "../operations/make.ts";
import type { Operation } from "../operations/operations.ts";
import { createPolicy } from "../operations/remake.ts";
import type { PolicyChange } from "../operations/spec.ts";
import { mentionsColumn, namesMentioned } from "../schema/expressions.ts";
import { formatName } from "../schema/names.ts";
import type { Policy, Schema, Table } from "../schema/schema.ts";
import { change, unit, type Unit } from "./change.ts";
import { equalityOf } from "./equality.ts";
import { match, matchByKey } from "./match.ts";
import type { DiffRules } from "./rules.ts";

/** What becomes of the policies. */
export interface PolicyDiff {
  /** Go first of all, since they read views that go. */
  readonly drops: readonly Unit[];
  readonly units: readonly Unit[];
}

/** What is taken away under policies, so that those that read it are made again. */
export interface Taken {
  /** Keys of views that are dropped, whether they come back or not. */
  readonly views: ReadonlySet<string>;
  /** Columns that are dropped, or get another type or expression, by the key of their table. */
  readonly columns: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Compare row level security and the policies of all tables, and those of ours on tables that are not: there the
 * ones that are not wanted may be anybody's and stay.
 */
export function diffPolicies(live: Schema, wanted: Schema, rules: DiffRules, taken: Taken): PolicyDiff {
  const { both, added } = matchByKey(live.tables, wanted.tables, formatName);
  const linked = matchByKey(live.linkedPolicies, wanted.linkedPolicies, formatName);
  const parts = [
    ...both.map(([from, to]) => diffOf(formatName(to), from.policies, to.policies, rules, taken)),
    ...linked.both.map(([from, to]) => {
      const ours = from.policies.filter(({ name }) => to.policies.some((each) => each.name === name));
      return diffOf(formatName(to), ours, to.policies, rules, taken);
    }),
    ...[...added, ...linked.added].map((to) => diffOf(formatName(to), [], to.policies, rules, taken)),
  ];
  return {
    drops: parts.flatMap(({ drops }) => drops),
    units: [...both.flatMap(([from, to]) => rowSecurity(from, to)), ...parts.flatMap(({ units }) => units)],
  };
}

function rowSecurity(from: Table, to: Table): readonly Unit[] {
  const what = {
    ...(from.rowSecurity === to.rowSecurity ? {} : { enabled: to.rowSecurity }),
    ...(from.forcedRowSecurity === to.forcedRowSecurity ? {} : { forced: to.forcedRowSecurity }),
  };
  if (Object.keys(what).length === 0) return [];
  const table = formatName(to);
  const warning =
    what.enabled === false ? `all rows of ${table} are seen by every role that may read it` : null;
  return [{ changes: [{ ...change(make.setRowSecurity(table, what)), warning }], position: 0 }];
}

function diffOf(
  table: string,
  live: readonly Policy[],
  wanted: readonly Policy[],
  rules: DiffRules,
  taken: Taken,
): PolicyDiff {
  const same = (a: Policy, b: Policy): boolean => isSame(a, b, rules);
  const { both, gone, added } = match(live, wanted, (a, b) => a.name === b.name, same);
  const drops: Unit[] = [];
  const units: Unit[] = [];
  const remake = (from: Policy, to: Policy): void => {
    const drop = unit(make.dropPolicy(table, from.name));
    if (reads(from, [...taken.views])) drops.push(drop);
    else units.push(drop);
    units.push(unit(createPolicy(table, to)));
  };
  for (const [from, to] of both) {
    const said = changeOf(from, to, rules);
    if (said === null || isTaken(table, from, taken)) remake(from, to);
    else {
      if (from.name !== to.name) units.push(unit(make.renamePolicy(table, from.name, to.name)));
      if (Object.keys(said).length > 0) units.push(unit(make.alterPolicy(table, to.name, said)));
    }
  }
  for (const policy of gone) {
    const drop: Operation = make.dropPolicy(table, policy.name);
    (reads(policy, [...taken.views]) ? drops : units).push(
      policy.permissive
        ? unit(drop)
        : {
            changes: [
              { ...change(drop), warning: `rows of ${table} that ${policy.name} kept back are seen` },
            ],
            position: 0,
          },
    );
  }
  return { drops, units: [...units, ...added.map((policy) => unit(createPolicy(table, policy)))] };
}

/** What ALTER POLICY has to say; null where it cannot. */
function changeOf(from: Policy, to: Policy, rules: DiffRules): PolicyChange | null {
  if (from.permissive !== to.permissive || from.command !== to.command) return null;
  const { expression } = equalityOf(rules);
  const [using, check] = [!expression(from.using, to.using), !expression(from.check, to.check)];
  if ((using && to.using === null) || (check && to.check === null)) return null;
  return {
    ...(sameData(from.roles, to.roles) ? {} : { roles: to.roles }),
    ...(using && to.using !== null ? { using: to.using } : {}),
    ...(check && to.check !== null ? { check: to.check } : {}),
  };
}

function isSame(a: Policy, b: Policy, rules: DiffRules): boolean {
  const said = changeOf(a, b, rules);
  return said !== null && Object.keys(said).length === 0;
}

/** Whether something that the policy reads goes, if only to come back. */
function isTaken(table: string, policy: Policy, { views, columns }: Taken): boolean {
  const expressions = [policy.using, policy.check].filter((expression) => expression !== null);
  const says = (names: ReadonlySet<string>): boolean =>
    [...names].some((name) => expressions.some((expression) => mentionsColumn(expression, name)));
  return (
    reads(policy, [...views]) ||
    [...columns].some(([owner, names]) => (owner === table || reads(policy, [owner])) && says(names))
  );
}

function reads({ using, check }: Policy, keys: readonly string[]): boolean {
  if (keys.length === 0) return false;
  const names = new Set([using, check].flatMap((each) => (each === null ? [] : namesMentioned(each))));
  return keys.some((key) => names.has(key));
}
