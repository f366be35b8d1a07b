import type { AdoptResult } from "../../commands/adopt.ts";
import type { Style } from "../colour.ts";
import { plain, printTable } from "./table.ts";

/** Where an unmanaged database stands, what speaks for it, and what keeps it from being stamped. */
export function printAdopt(result: AdoptResult, style: Style): string {
  const { state, heads, evidence, misfits, differences, others, unsure } = result;
  const place = heads.length === 0 ? "<base>" : heads.join(", ");
  if (state === "managed") return `${result.database} is managed already: it is at ${place}.\n`;
  if (state === "empty")
    return `${result.database} has nothing of what the revisions make. There is nothing to adopt: mig upgrade heads\n`;
  const rows = evidence.map(
    ({ revision, message, applied, signature, present, missing, superseded, unknown }) => [
      { text: `  ${applied ? "yes" : "no"}`, paint: applied ? style.good : style.faint },
      { text: revision, paint: style.warning },
      plain(
        signature === null ? "" : `isApplied: ${signature === "covered" ? "covered" : String(signature)}`,
      ),
      plain(
        unknown === null ? counts(present.length, missing.length, superseded.length) : `unknown: ${unknown}`,
      ),
      plain(message),
    ],
  );
  const lines = [
    ...section(
      style.warning("In another form than the revisions give it (mig check shows it too):"),
      differences,
    ),
    ...section("Of no revision, and left alone:", others),
    ...(state === "mixed"
      ? section(
          style.bad(`Mixed: nothing was stamped. Next to ${place}:`),
          misfits.map(({ text }) => text),
        )
      : []),
    ...(state === "unsure"
      ? [
          style.bad(
            `Nothing tells whether ${unsure.join(", ")} was run after ${place}; nothing was stamped.`,
          ),
          `  give it an isApplied, or: mig stamp ${heads.length === 0 ? "base" : heads.join(" ")} (to run it), mig stamp ${unsure.join(" ")} (when it was run)`,
        ]
      : []),
    ...(state === "found" ? [found(result, place, style)] : []),
  ];
  return `Applied, newest first:\n${printTable(rows)}${lines.map((line) => `${line}\n`).join("")}`;
}

function counts(present: number, missing: number, superseded: number): string {
  const said = [
    ...(present === 0 ? [] : [`${present} there`]),
    ...(missing === 0 ? [] : [`${missing} missing`]),
    ...(superseded === 0 ? [] : [`${superseded} undone later`]),
  ];
  return said.length === 0 ? "no trace in the structure" : said.join(", ");
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}

function found({ stamped, heads }: AdoptResult, place: string, style: Style): string {
  if (stamped) return `${style.good("Stamped:")} ${place}`;
  return heads.length === 0
    ? "The database stands at <base>."
    : `The database stands at ${place}; it would be stamped.`;
}
