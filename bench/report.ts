import { cpus } from "node:os";
import type { Ratio } from "./measure.ts";

/** What one scenario has found. */
export interface Part {
  readonly name: string;
  readonly ratios: readonly Ratio[];
  /** What was left out, or has no ratio. */
  readonly notes: readonly string[];
}

/** A ratio as a line on the terminal. */
export function lineOf({
  what,
  beside,
  median,
  min,
  spread,
  goal,
  unit,
  amounts: [own, other],
}: Ratio): string {
  const ratio = `${median.toFixed(2)} (${spread.map((each) => each.toFixed(2)).join(" to ")}, min ${min.toFixed(2)})`;
  const judged = goal === null ? "" : `, goal ${goal.toFixed(2)}: ${median <= goal ? "met" : "MISSED"}`;
  return `${ratio.padEnd(34)} ${what} / ${beside}${judged}  [${own.toFixed(0)} / ${other.toFixed(0)} ${symbols[unit]}]`;
}

const symbols = { milliseconds: "ms", megabytes: "MB" } as const;

/** All ratios as a page of the documentation. */
export function pageOf(parts: readonly Part[], rounds: number): string {
  return `# How long things take

\`npm run bench\` measures \`mig\` beside its peers and beside the floor (the same SQL through the driver alone, a Node
that does nothing), and writes this page. The contenders run in turn; a ratio is the median over pairs that ran one
after the other, its spread the middle half of them. Times mean little without the machine, so that ratios come first:
this run had ${cpus().length} cores, Node ${process.versions.node}, and ${rounds} rounds (fewer where one takes long).

${parts.map(sectionOf).join("\n")}`;
}

function sectionOf({ name, ratios, notes }: Part): string {
  const rows = ratios.map(
    ({ what, beside, median, spread: [low, high], goal, unit, amounts: [own, other] }) =>
      `| ${what} / ${beside} | ${median.toFixed(2)} | ${low.toFixed(2)} to ${high.toFixed(2)} | ${
        goal === null ? "" : `${goal.toFixed(2)}${median <= goal ? "" : ", missed"}`
      } | ${own.toFixed(0)} / ${other.toFixed(0)} ${symbols[unit]} |`,
  );
  const table = ["| what | median | spread | goal | medians |", "| --- | --- | --- | --- | --- |", ...rows];
  return [
    `## ${capitalized(name)}`,
    "",
    ...table,
    "",
    ...notes.flatMap((note) => [`${capitalized(note)}.`, ""]),
  ].join("\n");
}

function capitalized(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1).replace(/\.$/u, "");
}

/** What takes longer than in a run before, beyond the spread of both. */
export function slowerThan(before: readonly Part[], now: readonly Part[]): readonly string[] {
  const known = new Map(
    before.flatMap(({ ratios }) => ratios.map((each): [string, Ratio] => [nameOf(each), each])),
  );
  return now
    .flatMap(({ ratios }) => ratios)
    .flatMap((ratio) => {
      const name = nameOf(ratio);
      const was = known.get(name);
      return was !== undefined && ratio.median > was.median * 1.05 && ratio.spread[0] > was.spread[1]
        ? [`${name}: ${ratio.median.toFixed(2)}, was ${was.median.toFixed(2)}`]
        : [];
    });
}

function nameOf({ what, beside }: Ratio): string {
  return `${what} / ${beside}`;
}
