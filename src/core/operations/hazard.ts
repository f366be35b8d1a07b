import { kindOf, type RuleId } from "../lint/every-rule.ts";
import type { HazardKind } from "../lint/rule.ts";

/** Something that may hurt, in one sentence without its full stop. */
export interface Hazard {
  /** The rule of docs/lint.md that says why, and what to do instead. */
  readonly rule: RuleId;
  readonly kind: HazardKind;
  readonly text: string;
}

/** What a rule is about, met somewhere. */
export function hazard(rule: RuleId, text: string): Hazard {
  return { rule, kind: kindOf(rule), text };
}
