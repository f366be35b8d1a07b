import type { CurrentResult } from "../../commands/current.ts";
import type { HistoryEntry } from "../../commands/history-entry.ts";
import { changeText } from "../../run/changed-history.ts";
import { isDue, stateText } from "../../run/repeatable-state.ts";
import type { Style } from "../colour.ts";
import { printEntries, printLines } from "./entry.ts";

/** Where the database stands: a line a head. */
export function printCurrent(result: CurrentResult, style: Style, verbose: boolean): string {
  const { entries, unknown, database } = result;
  const due = (result.repeatables ?? []).filter(isDue);
  const scripts =
    due.length === 0 ? "" : `Repeatable scripts to run: ${due.map((each) => stateText(each)).join(", ")}\n`;
  if (entries.length === 0 && unknown.length === 0)
    return `The database is at <base>: no revision is applied to ${database}.\n${scripts}`;
  const changed = result.changed
    .filter(({ kind }) => kind !== "unknown")
    .map((each) => `${style.warning("Warning:")} ${changeText(each)}\n`)
    .join("");
  const strangers = unknown
    .map((id) => `${style.warning(id)} ${style.bad("(no such revision file)")}\n`)
    .join("");
  if (!verbose) return printLines(entries.map(withoutCurrent), style) + strangers + changed + scripts;
  return `Current revision(s) for ${database}:\n${printEntries(entries, style)}${strangers}${changed}${scripts}`;
}

/** Every line is about a current revision. */
function withoutCurrent(entry: HistoryEntry): HistoryEntry {
  return { ...entry, flags: entry.flags.filter((flag) => flag !== "current") };
}
