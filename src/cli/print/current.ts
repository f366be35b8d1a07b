import type { CurrentResult } from "../../commands/current.ts";
import type { HistoryEntry } from "../../commands/history-entry.ts";
import type { Style } from "../colour.ts";
import { printEntries, printLines } from "./entry.ts";

/** Where the database stands: a line a head, nothing when it is unversioned. */
export function printCurrent(result: CurrentResult, style: Style, verbose: boolean): string {
  const { entries, unknown, database } = result;
  const strangers = unknown
    .map((id) => `${style.warning(id)} ${style.bad("(no such revision file)")}\n`)
    .join("");
  if (!verbose) return printLines(entries.map(withoutCurrent), style) + strangers;
  return `Current revision(s) for ${database}:\n${printEntries(entries, style)}${strangers}`;
}

/** Every line is about a current revision. */
function withoutCurrent(entry: HistoryEntry): HistoryEntry {
  return { ...entry, flags: entry.flags.filter((flag) => flag !== "current") };
}
