import type { ScriptFound } from "../../adopt/scripts.ts";
import type { AdoptResult } from "../../commands/adopt.ts";
import { unsureHint } from "../../core/errors/adopt.ts";
import type { Style } from "../colour.ts";
import { printRepairs } from "./repairs.ts";
import { plain, printTable } from "./table.ts";
import { placeOf, section, textOf } from "./lines.ts";

/** Where an unmanaged database stands, what speaks for it, and what keeps it from being stamped. */
export function printAdopt(result: AdoptResult, style: Style): string {
  const { state, heads, evidence, differences, others, scripts, unsure, weak } = result;
  const place = placeOf(heads);
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
      plain(looksOf(counts(present.length, missing.length, superseded.length), unknown)),
      plain(message),
    ],
  );
  const lines = [
    ...section(
      style.warning("In another form or under another name than the revisions give it:"),
      differences,
    ),
    ...section(
      weak.length === 0
        ? "Of no revision, and left alone:"
        : "Of no revision as far as is known, and left alone:",
      others,
    ),
    ...section("Repeatable scripts, which the next upgrade runs:", scripts.map(scriptText)),
    ...(state === "mixed" ? printRepairs(result, style) : []),
    ...(state === "unsure"
      ? [
          style.bad(
            `Nothing tells whether ${unsure.join(", ")} ${unsure.length === 1 ? "was" : "were"} run after ${place}; nothing was stamped.`,
          ),
          `  ${unsureHint(heads, unsure)}`,
        ]
      : []),
    ...(state === "found" ? [found(result, place, style)] : []),
  ];
  const table = rows.length === 0 ? "" : `Applied, newest first:\n${printTable(rows)}`;
  return `${table}${textOf(lines)}`;
}

function looksOf(seen: string, unknown: string | null): string {
  if (unknown !== null) return `${seen === "" ? "" : `${seen}; the rest is `}unknown: ${unknown}`;
  return seen === "" ? "no trace in the structure" : seen;
}

function counts(present: number, missing: number, superseded: number): string {
  const said = [
    ...(present === 0 ? [] : [`${present} there`]),
    ...(missing === 0 ? [] : [`${missing} missing`]),
    ...(superseded === 0 ? [] : [`${superseded} undone later`]),
  ];
  return said.join(", ");
}

function scriptText({ name, present, missing }: ScriptFound): string {
  const parts = [
    ...(present.length === 0 ? [] : [`${present.join(", ")} there`]),
    ...(missing.length === 0 ? [] : [`${missing.join(", ")} missing`]),
  ];
  return parts.length === 0 ? name : `${name}: ${parts.join("; ")}`;
}

function found({ stamped, heads }: AdoptResult, place: string, style: Style): string {
  if (stamped) return `${style.good("Stamped:")} ${place}`;
  return heads.length === 0
    ? "The database stands at <base>."
    : `The database stands at ${place}; it would be stamped.`;
}
