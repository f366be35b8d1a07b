import { counted } from "../../core/counted.ts";
import type { MigrateResult } from "../../commands/migrate-to.ts";
import type { StampResult } from "../../commands/stamp.ts";
import type { Style } from "../colour.ts";
import { plain, printTable } from "./table.ts";
import { placeOf, section, textOf } from "./lines.ts";

/** What a run did or would do; the script, where one was asked for. */
export function printPlan(result: MigrateResult, style: Style): string {
  if (result.sql !== undefined) return result.sql;
  const { steps, from, to, dryRun, note } = result;
  const { repeatables = [] } = result;
  const scripts =
    repeatables.length === 0
      ? ""
      : `Repeatable scripts that ${dryRun ? "would be" : "were"} run: ${repeatables.join(", ")}\n`;
  if (steps.length === 0)
    return scripts === "" ? `${note ?? `Nothing to do: the database is at ${placeOf(to)}.`}\n` : scripts;
  const count = counted(steps.length, "step");
  const remark = note === undefined ? "" : `${note}\n`;
  if (!dryRun)
    return `${remark}${style.good("Done:")} ${count}, ${placeOf(from)} -> ${placeOf(to)}\n${scripts}`;
  const rows = steps.map((step) => [
    plain(`  ${step.direction}`),
    { text: step.revision, paint: style.warning },
    plain(`${step.message}${others(step)}`),
  ]);
  const asked = textOf(section(style.warning("It would have to be confirmed:"), result.breaking ?? []));
  const { undeclared = [] } = result;
  const left =
    undeclared.length === 0
      ? ""
      : `No body was run: what ${undeclared.join(", ")} may lose is not declared, and would be refused when it comes to it.\n`;
  return `${remark}${count} would be run, ${placeOf(from)} -> ${placeOf(to)}:\n${printTable(rows)}${scripts}${asked}${left}`;
}

/** Where the database then stands, when that is not at the revision alone. */
function others({ revision, direction, heads }: MigrateResult["steps"][number]): string {
  const alone = direction === "upgrade" && heads.length === 1 && heads[0] === revision;
  return alone ? "" : `  (then at ${placeOf(heads)})`;
}

/** What a stamp wrote or would write. */
export function printStamp({ from, to, dryRun, sql }: StampResult, style: Style): string {
  if (sql !== undefined) return sql;
  const change = `${placeOf(from)} -> ${placeOf(to)}`;
  return dryRun ? `The stamp would be changed: ${change}\n` : `${style.good("Stamped:")} ${change}\n`;
}
