import type { HistoryEntry } from "../../commands/history-entry.ts";
import type { Style } from "../colour.ts";
import { textOf } from "./lines.ts";

/** Revisions as blocks, in the words of Alembic: everything a header says. */
export function printEntries(entries: readonly HistoryEntry[], style: Style): string {
  return entries.map((entry) => `${printEntry(entry, style)}\n`).join("\n");
}

/** A line a revision. */
export function printLines(entries: readonly HistoryEntry[], style: Style): string {
  return textOf(entries.map((entry) => printLine(entry, style)));
}

/** A revision on one line: id, labels, flags, message. */
export function printLine(entry: HistoryEntry, style: Style): string {
  const words = [style.warning(entry.revision), ...marks(entry, style)];
  return entry.message === "" ? words.join(" ") : `${words.join(" ")}  ${entry.message}`;
}

/** Labels and flags as they stand after an id: `(networking) (head) (current)`. */
export function marks(entry: HistoryEntry, style: Style): readonly string[] {
  const labels = entry.labels.length === 0 ? [] : [style.mark(`(${entry.labels.join(", ")})`)];
  return [...labels, ...flags(entry).map((flag) => style.good(`(${flag})`))];
}

/** That a revision is a base is seen from what it revises. */
function flags(entry: HistoryEntry): readonly string[] {
  return entry.flags.filter((flag) => flag !== "base");
}

function printEntry(entry: HistoryEntry, style: Style): string {
  const down = typeof entry.downRevision === "string" ? [entry.downRevision] : (entry.downRevision ?? []);
  const fields = [
    `Rev: ${[style.warning(entry.revision), ...flags(entry).map((flag) => style.good(`(${flag})`))].join(" ")}`,
    down.length > 1 ? `Merges: ${down.join(", ")}` : `Parent: ${down[0] ?? "<base>"}`,
    ...(entry.dependsOn.length === 0 ? [] : [`Also depends on: ${entry.dependsOn.join(", ")}`]),
    ...(entry.branchesInto.length > 1 ? [`Branches into: ${entry.branchesInto.join(", ")}`] : []),
    ...(entry.labels.length === 0 ? [] : [`Branch names: ${entry.labels.join(", ")}`]),
    `Path: ${entry.path}`,
  ];
  const doc = entry.doc.split("\n").map((line) => (line.trim() === "" ? "" : `    ${line}`));
  return [...fields, ...(entry.doc === "" ? [] : ["", ...doc])].join("\n");
}
