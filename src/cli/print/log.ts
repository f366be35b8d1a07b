import type { LogResult } from "../../commands/log.ts";
import type { JournalEntry } from "../../records/journal.ts";
import type { Style } from "../colour.ts";
import { duration } from "../progress.ts";
import { plain, printTable, type Cell } from "./table.ts";

/** The journal: a line a step that was tried, the error of a failed one below it. */
export function printLog({ entries }: LogResult, style: Style, status?: JournalEntry["status"]): string {
  if (entries.length === 0)
    return status === undefined
      ? "Nothing was tried on this database yet.\n"
      : `No step on this database is ${status}.\n`;
  const head = ["Started", "Revision", "Direction", "Status", "Took", "By"];
  const rows = [
    head.map((text) => ({ text, paint: style.strong })),
    ...entries.map((entry) => cells(entry, style)),
  ];
  const [heading = "", ...lines] = printTable(rows).split("\n");
  const below = entries.map((entry) =>
    entry.errorMessage === null ? "" : `${indented(entry.errorMessage)}\n`,
  );
  return `${heading}\n${lines
    .slice(0, -1)
    .map((line, index) => `${line}\n${style.bad(below[index] ?? "")}`)
    .join("")}`;
}

function cells(entry: JournalEntry, style: Style): readonly Cell[] {
  const paints = { applied: style.good, errored: style.bad, running: style.warning };
  return [
    plain(entry.startedAt),
    { text: entry.revision, paint: style.warning },
    plain(entry.direction),
    { text: entry.status, paint: paints[entry.status] },
    plain(entry.durationMs === null ? "" : duration(entry.durationMs)),
    plain(entry.runner),
  ];
}

function indented(message: string): string {
  return message
    .trim()
    .split("\n")
    .map((line) => `    ${line}`)
    .join("\n");
}
