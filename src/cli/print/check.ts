import type { CheckResult } from "../../commands/check.ts";
import type { DiffResult } from "../../commands/diff.ts";
import { stateText } from "../../run/repeatable-state.ts";
import type { Drift } from "../../compare/drift.ts";
import type { Style } from "../colour.ts";
import { printRevision } from "./revision.ts";
import { section, textOf, warned } from "./lines.ts";

/** Whether anything is pending or drifting, and what. */
export function printCheck(result: CheckResult, style: Style): string {
  const { ok, pending, drift, repeatables = [], history, written, warnings } = result;
  const lines = [
    ...(ok ? [style.good("No new upgrade operations detected.")] : []),
    ...(pending.length === 0
      ? []
      : section(style.bad(`Not applied yet: ${pending.join(", ")}`), ["mig upgrade heads"])),
    ...section(style.bad("Repeatable scripts to run:"), repeatables.map(stateText)),
    ...(repeatables.length === 0 || pending.length > 0 ? [] : ["  mig upgrade heads"]),
    ...drifted(drift, ofSchema, style),
    ...drifted(history ?? [], ofHistory, style),
    ...(written.length === 0 ? waysOut(result) : []),
    ...warned(warnings, style),
  ];
  const text = textOf(lines);
  return [
    text,
    ...written.map((each) => `${printRevision(each, style)}${declaration(each.declare, style)}`),
  ].join("");
}

/** How what differs is headed: from what it differs, and who has it. */
type Titles = Readonly<Record<"whole" | Drift["found"], string>>;

const ofSchema: Titles = {
  whole: "The database differs from the Drizzle schema:",
  "not-in-database": "declared, and not in the database:",
  "in-database": "in the database, and not declared:",
  unlike: "declared otherwise than it is in the database:",
};

const ofHistory: Titles = {
  whole: "The database differs from what its revisions make:",
  "not-in-database": "made by revisions, and not in the database:",
  "in-database": "in the database, and made by no revision:",
  unlike: "made otherwise than it is in the database:",
};

function drifted(drift: readonly Drift[], titles: Titles, style: Style): readonly string[] {
  if (drift.length === 0) return [];
  const groups = (["not-in-database", "in-database", "unlike"] as const).flatMap((found) => {
    const own = drift.filter((each) => each.found === found);
    return own.length === 0 ? [] : [`  ${titles[found]}`, ...own.map(({ summary }) => `    ${summary}`)];
  });
  return [style.bad(titles.whole), ...groups];
}

function waysOut({ pending, drift, history }: CheckResult): readonly string[] {
  if (pending.length > 0 || drift.length + (history?.length ?? 0) === 0) return [];
  return [
    ...(drift.length === 0
      ? []
      : ['mig check --revert -m "…" writes revisions that bring the database to the schema.']),
    'mig check --accept -m "…" writes the one that makes what the database has, and shows what to declare.',
  ];
}

function declaration(declare: string | null, style: Style): string {
  return declare === null ? "" : `${style.strong("To be declared in the Drizzle schema:")}\n\n${declare}`;
}

/** The SQL between the live database and the Drizzle schema, as a script that says what it does. */
export function printDiff({ changes, upgrade, downgrade, warnings }: DiffResult, style: Style): string {
  if (changes.length === 0) return textOf([...warned(warnings, style), "No difference."]);
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
  return textOf(lines);
}

function terminated(sql: string): string {
  return sql.trimEnd().endsWith(";") ? sql : `${sql};`;
}
