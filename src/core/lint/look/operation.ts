import type { Hazard } from "../../operations/hazard.ts";
import { hazard } from "../../operations/hazard.ts";
import { hazardsOf } from "../../operations/hazards.ts";
import { enumKey, sequenceKey } from "../../operations/keys.ts";
import type { Operation } from "../../operations/operations.ts";
import { subjectOf } from "../../operations/subject.ts";
import type { RuleId } from "../every-rule.ts";
import type { Entry, Scene } from "../scene.ts";
import { after, before, callOf, deedOf, operationOf, tableOfAct, type Look } from "./look.ts";

/** What an operation says of itself, but for what does not hurt together with the rest of the revision. */
export const lookAtOperation: Look = (entry, at, scene) => {
  const operation = operationOf(entry);
  if (operation === null) return [];
  const { said } = entry.act;
  const found = hazardsOf(operation, entry.before, scene.lexical)
    // What SQL loses is found by its text.
    .filter(({ kind }) => kind !== "data-loss" || said.sql === null)
    .filter(({ kind }) => kind === "refused" || kind === "design" || !isOfTheRevision(operation, at, scene))
    .filter((each) => !isAnswered(each, entry, at, scene));
  return said.inline ? found.map(asInline) : found;
};

/** Whether an operation changes what the revision itself has made, which nobody uses yet. */
export function isOfTheRevision(operation: Operation, at: number, scene: Scene): boolean {
  const { kind, args } = operation;
  const table = subjectOf(operation);
  if (table !== null && kind !== "createTable" && scene.isNew(table, at)) return true;
  switch (kind) {
    case "dropColumn":
    case "renameColumn":
      return scene.isNewColumn(args[0], args[1], at);
    case "dropEnum":
    case "renameEnum":
    case "addEnumValue":
    case "renameEnumValue":
    case "changeEnum":
      return scene.madeBefore(enumKey(args[0]), at);
    case "dropSequence":
    case "renameSequence":
      return scene.madeBefore(sequenceKey(args[0]), at);
    case "dropView":
    case "renameView":
    case "moveView":
      return scene.madeBefore(`view:${args[0]}`, at);
    default:
      return false;
  }
}

/** A constraint that is written inline with a new column cannot be made in another way. */
function asInline(found: Hazard): Hazard {
  const rule = inlineRules[found.rule];
  return rule === undefined ? found : hazard(rule, found.text);
}

const inlineRules: Partial<Record<RuleId, RuleId>> = {
  "foreign-key-validated": "column-with-reference",
  "unique-constraint-built": "column-with-key",
  "primary-key-built": "column-with-key",
};

/** Whether another part of the revision sees to it that a hazard does not hurt. */
function isAnswered({ rule }: Hazard, entry: Entry, at: number, scene: Scene): boolean {
  const table = tableOfAct(entry);
  switch (rule) {
    case "rows-may-not-fit":
      return before(at, scene).some((each) => {
        const deed = deedOf(each);
        return deed?.kind === "update" && deed.table === table;
      });
    case "rename-table": {
      const [from] = callOf(entry, "renameTable") ?? [];
      return after(at, scene).some((each) => callOf(each, "createView")?.[0].name === from);
    }
    case "drop-view": {
      const [name] = callOf(entry, "dropView") ?? [];
      return (
        scene.transaction && after(at, scene).some((each) => callOf(each, "createView")?.[0].name === name)
      );
    }
    case "policy-changed": {
      const [, name] = callOf(entry, "dropPolicy") ?? [];
      return (
        name !== undefined &&
        scene.transaction &&
        after(at, scene).some((each) => callOf(each, "createPolicy")?.[1].name === name)
      );
    }
    default:
      return false;
  }
}
