import type { CheckResult } from "../../commands/check.ts";
import type { DiffResult } from "../../commands/diff.ts";
import { stateText } from "../../run/repeatable-state.ts";
import type { Style } from "../colour.ts";

/** Whether anything is pending or drifting, and what. */
export function printCheck(result: CheckResult, style: Style): string {
  const { ok, pending, operations, repeatables = [], warnings } = result;
  const lines = [
    ...(ok ? [style.good("No new upgrade operations detected.")] : []),
    ...(pending.length === 0
      ? []
      : [style.bad(`Not applied yet: ${pending.join(", ")}`), "  mig upgrade heads"]),
    ...(repeatables.length === 0
      ? []
      : [style.bad("Repeatable scripts to run:"), ...repeatables.map((each) => `  ${stateText(each)}`)]),
    ...(repeatables.length === 0 || pending.length > 0 ? [] : ["  mig upgrade heads"]),
    ...(operations.length === 0 ? [] : [style.bad("The database differs from the Drizzle schema:")]),
    ...operations.map(({ summary }) => `  ${summary}`),
    ...remarks(warnings, style),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** The SQL between the live database and the Drizzle schema, as a script that says what it does. */
export function printDiff({ changes, upgrade, downgrade, warnings }: DiffResult, style: Style): string {
  if (changes.length === 0)
    return [...remarks(warnings, style), "No difference."].map((line) => `${line}\n`).join("");
  const lines = [
    ...changes.map((change) => style.faint(`-- ${change}`)),
    ...warnings.map((warning) => style.warning(`-- Warning: ${warning}`)),
    "",
    style.strong("-- upgrade"),
    ...upgrade.map(terminated),
    "",
    style.strong("-- downgrade"),
    ...downgrade.map(terminated),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function remarks(warnings: readonly string[], style: Style): readonly string[] {
  return warnings.map((warning) => `${style.warning("Warning:")} ${warning}`);
}

function terminated(sql: string): string {
  return sql.trimEnd().endsWith(";") ? sql : `${sql};`;
}
