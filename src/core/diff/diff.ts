import { applyOperations, follow, whenLookedAt } from "../operations/apply.ts";
import { hazardsOf } from "../operations/hazards.ts";
import { commonSql } from "../sql/lexical.ts";
import { make } from "../operations/make.ts";
import type { Operation } from "../operations/operations.ts";
import { subjectOf } from "../operations/subject.ts";
import type { Schema } from "../schema/schema.ts";
import { change, operationsOf, type Change, type Unit } from "./change.ts";
import { diffEnums, type EnumReplacements } from "./enum.ts";
import { byWayOfSpareNames } from "./exchanged-names.ts";
import { withImpliedKeys } from "./implied-keys.ts";
import { inherit } from "./inherit.ts";
import { namesAfterRenames } from "./names-after-renames.ts";
import { diffNamespaces } from "./namespace.ts";
import { orderUnits } from "./order.ts";
import { diffPolicies } from "./policy.ts";
import { applyRenames, type Rename, type Renamed } from "./renames.ts";
import { diffRoles } from "./role.ts";
import type { DiffRules } from "./rules.ts";
import { diffSequences } from "./sequence.ts";
import { saidOnce } from "./said-once.ts";
import { diffTables } from "./table.ts";
import { diffViews } from "./view.ts";

/** What the differ gets in addition to the two schemas. */
export interface DiffOptions {
  readonly renames: readonly Rename[];
  /** What to put in the place of labels that are gone, by type. */
  readonly enumReplacements?: EnumReplacements;
  /** Whether a table (by its live key) holds rows; true unless told otherwise. */
  readonly hasRows?: (table: string) => boolean;
  /** True: the wanted schema is the structure of a database; absent: it was declared, and may say a thing twice. */
  readonly exact?: boolean;
}

/**
 * The changes that, carried out in their order, turn the live schema into the wanted one. Both must be
 * canonical. Names that nobody gave are not compared, and what the wanted schema cannot say is kept.
 */
export function diffSchemas(
  live: Schema,
  wanted: Schema,
  rules: DiffRules,
  options: DiffOptions,
): readonly Change[] {
  const renamed = applyRenames(live, options.renames);
  const named = namesAfterRenames(renamed.live, wanted, options.renames, rules);
  const inherited = inherit(renamed.live, named, rules);
  const target =
    options.exact === true
      ? inherited
      : saidOnce(renamed.live, withImpliedKeys(renamed.live, inherited), rules);
  const enums = diffEnums(renamed.live, target, options.enumReplacements ?? {});
  const hasRows = (table: string): boolean => options.hasRows?.(renamed.originalTable(table)) ?? true;
  const tables = diffTables(enums.live, target, rules, hasRows);
  const views = diffViews(enums.live, target, rules, {
    renamed: renamed.relations,
    replaced: tables.replaced,
  });
  const policies = diffPolicies(enums.live, target, rules, {
    views: views.dropped,
    columns: tables.moving,
  });
  const units = [
    ...diffRoles(renamed.live, target),
    ...diffNamespaces(renamed.live, target),
    ...enums.units,
    ...diffSequences(enums.live, target),
    ...tables.units,
    ...policies.units,
    ...views.creates,
  ];
  const changes = [
    ...renamed.first.map((operation) => change(operation)),
    ...orderUnits(
      [...policies.drops, ...views.drops].map((each) => byOriginalNames(each, renamed)),
      applyOperations(live, renamed.first),
    ),
    ...renamed.operations.map((operation) => change(operation)),
    ...orderUnits(byWayOfSpareNames(units, renamed.live), renamed.live),
  ];
  return withWarnings(changes, live, hasRows);
}

/** What comes before the renames speaks of things by the names that they have until then. */
function byOriginalNames(drop: Unit, { originalTable, originalView }: Renamed): Unit {
  const named = (operation: Operation): Operation => {
    if (operation.kind === "dropView") return make.dropView(originalView(operation.args[0]));
    if (operation.kind !== "dropPolicy") return operation;
    return make.dropPolicy(originalTable(operation.args[0]), operation.args[1]);
  };
  return {
    ...drop,
    changes: drop.changes.map((each) => ({ ...each, operation: named(each.operation) })),
  };
}

/** Warn of what may be lost or refused, but for tables that hold no rows. */
function withWarnings(
  changes: readonly Change[],
  live: Schema,
  hasRows: (table: string) => boolean,
): readonly Change[] {
  const structure = follow(operationsOf(changes), live);
  return changes.map((each, position) => {
    const table = subjectOf(each.operation);
    const texts =
      // A later step of several finds the rows as the first has left them.
      each.said === null || (table !== null && !hasRows(table))
        ? []
        : hazardsOf(
            each.operation,
            whenLookedAt(() => structure(position)),
            commonSql,
          ).filter(({ kind }) => kind === "data-loss" || kind === "may-fail");
    const warnings = [...(each.warning === null ? [] : [each.warning]), ...texts.map(({ text }) => text)];
    return { ...each, warning: warnings.length === 0 ? null : warnings.join("; ") };
  });
}
