import { groupBy } from "../collections.ts";
import { hazard, type Hazard } from "../operations/hazard.ts";
import { lossesOfSql } from "../operations/sql-losses.ts";
import { renamedName } from "../schema/lookup.ts";
import { tableKey } from "../operations/keys.ts";
import { everyRule, isOn, type RuleId, type Severities } from "./every-rule.ts";
import { lookAtIndex } from "./look/index.ts";
import { callOf, tableOfAct, type Look } from "./look/look.ts";
import { lookAtNames } from "./look/name.ts";
import { lookAtOperation } from "./look/operation.ts";
import { lookAtOrder } from "./look/order.ts";
import { firstName, lookAtRebuild } from "./look/rebuild.ts";
import { lookAtSqlite } from "./look/sqlite.ts";
import { lookAtStatement } from "./look/statement.ts";
import { lookAtTypes } from "./look/type.ts";
import type { Severity } from "./rule.ts";
import type { Entry, Scene } from "./scene.ts";

/** A hazard in its place. */
export interface Found extends Hazard {
  /** Counted from 1; null when it is not known. */
  readonly line: number | null;
  readonly column: number | null;
  /** The table that it is about, or null. */
  readonly table: string | null;
  /** The statement that it is about; null for a call. */
  readonly sql: string | null;
  /** The way that it is met on. */
  readonly direction: "upgrade" | "downgrade";
}

/** Everything that may hurt in a revision, in the order of its acts. */
export function judge(scene: Scene): readonly Found[] {
  const found = scene.entries.flatMap((entry, at) => {
    const hazards = [...lostBySql(entry, at, scene), ...looks.flatMap((look) => look(entry, at, scene))];
    return hazards
      .filter(({ rule }) => isOn(scene.lexical.dialect, rule))
      .map((each): Found => ({
        ...each,
        line: entry.line,
        column: entry.column,
        table: tableOfAct(entry),
        sql: entry.act.said.sql,
        direction: "upgrade",
      }));
  });
  // What is in a loop is reported once.
  return [...groupBy(found, (each) => JSON.stringify(each)).values()].flatMap(([first]) => first ?? []);
}

/**
 * What may hurt on the way back: what the engine refuses, and locks of tables that the way up spares. That values are
 * lost there is what it is for, and what is reported of a lock on the way up need not be reported twice.
 */
export function judgeBack(scene: Scene, up: readonly Found[]): readonly Found[] {
  const spared = (table: string | null): boolean =>
    !up.some((each) => everyRule[each.rule].kind === "lock" && each.table === table);
  return judge(scene)
    .filter(({ rule, table }) => {
      const { kind } = everyRule[rule];
      return kind === "refused" || (kind === "lock" && spared(table));
    })
    .map((each) => ({ ...each, direction: "downgrade" }));
}

/** How much a rule matters. */
export function severityOf(rule: RuleId, severities: Severities): Severity {
  return severities[rule] ?? everyRule[rule].severity;
}

const looks: readonly Look[] = [
  lookAtOperation,
  lookAtIndex,
  lookAtStatement,
  lookAtTypes,
  lookAtOrder,
  lookAtRebuild,
  lookAtSqlite,
  lookAtNames,
  notRepeatable,
];

/** What the text of a statement takes away, said once however many acts it has. */
function lostBySql({ act: { said }, group, before }: Entry, at: number, scene: Scene): readonly Hazard[] {
  if (said.sql === null || scene.entries[at - 1]?.group === group) return [];
  return lossesOfSql(said.sql, before, scene.lexical)
    .filter(({ table, column }) =>
      column === null ? !scene.madeBefore(tableKey(table), at) : !isNewPart(table, column, at, scene),
    )
    .filter(({ table }) => !isRebuilt(table, at, scene))
    .map(({ rule, text }) => hazard(rule ?? "own-danger", text));
}

function isNewPart(table: string, column: string, at: number, scene: Scene): boolean {
  return scene.isNew(table, at) || scene.isNewColumn(table, column, at);
}

/** A table that is dropped, and whose name what the revision has made bears then. */
function isRebuilt(table: string, at: number, scene: Scene): boolean {
  const first = firstName(table, at, scene);
  if (first !== table && scene.isNew(first, at)) return true;
  return scene.entries.some((entry, index) => {
    const [from, to] = (index > at ? callOf(entry, "renameTable") : null) ?? [];
    return from !== undefined && to !== undefined && renamedName(from, to) === first && scene.isNew(from, at);
  });
}

function notRepeatable({ act }: Entry, _at: number, { transaction }: Scene): readonly Hazard[] {
  if (transaction || act.kind !== "operation" || act.said.sql === null || act.said.guarded) return [];
  const makes = /^(?:create|drop)/u.test(act.operation.kind);
  const concurrently = act.operation.kind === "createIndex" && act.operation.args[2]?.concurrently === true;
  return makes && !concurrently
    ? [hazard("not-repeatable", "the statement fails where it was run before")]
    : [];
}
