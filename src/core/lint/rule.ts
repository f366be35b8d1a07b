/**
 * What may hurt: rows or values are lost, the statement fails on what rows hold, others wait for long, code that
 * knows the old structure stops working, the engine refuses it or does something else than it seems to, or it is
 * regretted later.
 */
export type HazardKind = "data-loss" | "may-fail" | "lock" | "breaking" | "refused" | "design";

/** How much a finding matters: errors and warnings are what a check ends with 3 for, notices are only said. */
export type Severity = "error" | "warning" | "notice" | "off";

/** One thing that may hurt, wherever it is met. Its name is its key in `every-rule.ts` and its anchor in docs/lint.md. */
export interface Rule {
  readonly kind: HazardKind;
  /** Where it may hurt; absent: on every database. */
  readonly dialect?: "postgresql" | "sqlite";
  /** Unless the configuration says otherwise. */
  readonly severity: Severity;
  /** Why it may hurt, in a sentence or two. */
  readonly why: string;
  /** The safe form, in a sentence or two. */
  readonly safe: string;
}
