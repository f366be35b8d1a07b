import { isOn } from "../lint/every-rule.ts";
import type { Schema } from "../schema/schema.ts";
import type { Lexical } from "../sql/lexical.ts";
import { facetsOf } from "./every-operation.ts";
import type { Hazard } from "./hazard.ts";
import { lossesOf } from "./losses.ts";
import type { Operation } from "./operations.ts";

/** What may hurt on the dialect when the operation starts from this structure: what it loses, and what its kind says. */
export function hazardsOf(operation: Operation, before: Schema, lexical: Lexical): readonly Hazard[] {
  const lost = lossesOf(operation, before, lexical).map(({ text, rule }): Hazard => ({
    rule: rule ?? "own-danger",
    kind: "data-loss",
    text,
  }));
  return [...lost, ...facetsOf(operation).hazards(operation.args, before)].filter(({ rule }) =>
    isOn(lexical.dialect, rule),
  );
}
