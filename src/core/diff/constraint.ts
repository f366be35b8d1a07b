import { make } from "../operations/make.ts";
import type { Operation } from "../operations/operations.ts";
import { createConstraint, dropConstraint } from "../operations/remake.ts";
import { formatName } from "../schema/names.ts";
import type { Check, PrimaryKey, Table, Unique } from "../schema/schema.ts";
import type { Unit } from "./change.ts";
import { diffIndexes } from "./index.ts";
import { equalityOf, mentionsAny } from "./equality.ts";
import { diffNamed, type Claimed } from "./named.ts";
import { diffPrimaryKey } from "./primary-key.ts";
import type { DiffRules } from "./rules.ts";

/** Compare primary key, uniques, checks and indexes of a table; what involves a replaced column is made again. */
export function diffConstraints(
  live: Table,
  wanted: Table,
  rules: DiffRules,
  replaced: ReadonlySet<string>,
  claimed: Claimed,
): readonly Unit[] {
  const table = formatName(wanted);
  const alike = equalityOf(rules);
  const lost = ({ columns, include }: PrimaryKey | Unique): boolean =>
    [...columns, ...include].some((column) => replaced.has(column));
  const renamed = (from: string, to: string): Operation => make.renameConstraint(table, from, to);
  return [
    ...diffPrimaryKey(live, wanted, { rules, lost, replaced, claimed }),
    ...diffNamed<Unique>(live.uniques, wanted.uniques, {
      alike: alike.unique,
      lost,
      create: (constraint) => createConstraint(table, { kind: "unique", constraint }),
      drop: (constraint) => dropConstraint(table, { kind: "unique", constraint }),
      rename: renamed,
      claimed,
    }),
    ...diffNamed<Check>(live.checks, wanted.checks, {
      alike: alike.check,
      lost: (check) => mentionsAny(check.expression, replaced),
      create: (constraint) => createConstraint(table, { kind: "check", constraint }),
      drop: (constraint) => dropConstraint(table, { kind: "check", constraint }),
      rename: renamed,
      claimed,
    }),
    ...diffIndexes(live, wanted, rules, replaced, claimed),
  ];
}
