import { isRepairable } from "../../adopt/carry-out.ts";
import type { AdoptResult } from "../../commands/adopt.ts";
import type { Style } from "../colour.ts";
import { placeOf } from "./lines.ts";

type Repair = AdoptResult["repairs"][number];

/** What keeps a database from being adopted, revision by revision, and what can be done about each. */
export function printRepairs({ nearest, repairs }: AdoptResult, style: Style): readonly string[] {
  const place = placeOf(nearest);
  return [
    style.bad(`Mixed: nothing was stamped. The database is next to ${place}, but not there:`),
    ...repairs.flatMap((repair) => [
      `  ${style.warning(repair.revision)} ${[repair.message, `(${repair.path})`].filter((text) => text !== "").join(" ")}`,
      ...(repair.commands.length > 0 ? asWhole(repair) : byParts(repair, style)),
    ]),
    ...(isRepairable({ repairs })
      ? [
          "Nothing is lost by what is to be done. To have it done, and the database stamped: mig adopt --repair",
        ]
      : []),
  ];
}

function asWhole({ discrepancies, commands }: Repair): readonly string[] {
  return [
    ...discrepancies.map((text) => `    ${text}`),
    "    Nothing of it is there. To run it as it is, what it does to rows too, and look again (stop the application",
    "    before: in between, a start of it would take the database for older than it is):",
    ...commands.map((line) => `      ${line}`),
  ];
}

function byParts(repair: Repair, style: Style): readonly string[] {
  const { revision, path, applied, discrepancies, changes, besides } = repair;
  const title = applied
    ? "    Part of it is there. For the rest, of the structure alone:"
    : "    It counts as not run, though part of it is there. To take that part back:";
  return [
    ...(changes.length === 0 ? discrepancies.map((text) => `    ${text}`) : [title]),
    ...changes.flatMap(({ text, sql, caution }) => [
      `      ${text}${caution === null ? "" : style.warning(sql.length === 0 ? ` - no SQL: ${caution}` : ` - ${caution}`)}`,
      // As it is: what looks like a needless space may be part of a literal.
      ...sql.map((each) => `        ${each};`),
    ]),
    ...(!applied || besides?.length === 0
      ? []
      : [
          `    What ${revision} does to rows, or by SQL of its own, is not part of this. Its body is in ${path}${besides === null ? "" : ":"}`,
          ...firstOf(besides ?? []).map((text) => `      ${style.faint(text)}`),
        ]),
  ];
}

const most = 5;

function firstOf(lines: readonly string[]): readonly string[] {
  return lines.length <= most ? lines : [...lines.slice(0, most - 1), `and ${lines.length - most + 1} more`];
}
