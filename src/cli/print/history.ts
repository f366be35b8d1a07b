import type { HistoryEntry } from "../../commands/history-entry.ts";
import type { HistoryResult } from "../../commands/history.ts";
import type { Style } from "../colour.ts";
import { marks, printEntries } from "./entry.ts";
import { drawLanes } from "./lanes.ts";
import { createStyle } from "../colour.ts";
import { textOf } from "./lines.ts";

/** The history, newest first, as lanes with a line a revision; or as blocks. */
export function printHistory({ revisions }: HistoryResult, style: Style, verbose: boolean): string {
  if (verbose) return printEntries(revisions, style);
  const lanes = drawLanes(
    revisions.map((entry) => ({ id: entry.revision, parents: parentsOf(entry), symbol: symbolOf(entry) })),
  );
  const plain = createStyle(false);
  const graphWidth = Math.max(0, ...lanes.map(({ node }) => node.length));
  const idWidth = Math.max(0, ...revisions.map(({ revision }) => revision.length));
  const markWidth = Math.max(0, ...revisions.map((entry) => marks(entry, plain).join(" ").length));
  const lines = revisions.flatMap((entry, index) => {
    const rows = lanes[index];
    if (rows === undefined) return [];
    const width = marks(entry, plain).join(" ").length;
    const columns = [
      `${style.faint(rows.node)}${" ".repeat(graphWidth - rows.node.length)}`,
      `${style.warning(entry.revision)}${" ".repeat(idWidth - entry.revision.length)}`,
      ...(markWidth === 0 ? [] : [`${marks(entry, style).join(" ")}${" ".repeat(markWidth - width)}`]),
      `${entry.message}${dependencies(entry, style)}`,
    ];
    return [...rows.before.map(style.faint), columns.join("  ").trimEnd(), ...rows.after.map(style.faint)];
  });
  return textOf(lines);
}

function dependencies(entry: HistoryEntry, style: Style): string {
  return entry.dependsOn.length === 0 ? "" : style.faint(` (depends on ${entry.dependsOn.join(", ")})`);
}

function parentsOf({ downRevision }: HistoryEntry): readonly string[] {
  return typeof downRevision === "string" ? [downRevision] : (downRevision ?? []);
}

function symbolOf({ flags }: HistoryEntry): string {
  return flags.includes("current") ? "●" : "○";
}
