import type { Lexical } from "../sql/lexical.ts";
import type { HazardKind, Rule, Severity } from "./rule.ts";
import { columnRules, type ColumnRule } from "./rules/column.ts";
import { constraintRules, type ConstraintRule } from "./rules/constraint.ts";
import { dataRules, type DataRule } from "./rules/data.ts";
import { indexRules, type IndexRule } from "./rules/index.ts";
import { roleRules, type RoleRule } from "./rules/role.ts";
import { runRules, type RunRule } from "./rules/run.ts";
import { sqliteRules, type SqliteRule } from "./rules/sqlite.ts";
import { tableRules, type TableRule } from "./rules/table.ts";
import { typeRules, type TypeRule } from "./rules/type.ts";

/** The name of every rule. */
export type RuleId =
  | IndexRule
  | ConstraintRule
  | ColumnRule
  | TableRule
  | TypeRule
  | RoleRule
  | RunRule
  | DataRule
  | SqliteRule;

/** Every rule by its name. */
export const everyRule: Readonly<Record<RuleId, Rule>> = {
  ...indexRules,
  ...constraintRules,
  ...columnRules,
  ...tableRules,
  ...typeRules,
  ...roleRules,
  ...runRules,
  ...dataRules,
  ...sqliteRules,
};

/** How much each rule matters, where that is another than the rule's own. */
export type Severities = { readonly [K in RuleId]?: Severity };

/** The names of all rules. */
export const ruleIds: readonly RuleId[] = Object.keys(everyRule) as RuleId[];

/** Whether there is a rule of this name. */
export function isRule(name: string): name is RuleId {
  return Object.hasOwn(everyRule, name);
}

/** Whether a rule is about a dialect; null: about whatever it will be. */
export function isOn(dialect: Lexical["dialect"], rule: RuleId): boolean {
  const only: Rule["dialect"] = everyRule[rule].dialect;
  return only === undefined || dialect === null || dialect === only;
}

/** What a rule is about. */
export function kindOf(rule: RuleId): HazardKind {
  return everyRule[rule].kind;
}
