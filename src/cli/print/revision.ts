import type { RevisionResult } from "../../commands/revision.ts";
import type { Style } from "../colour.ts";
import { textOf, warned } from "./lines.ts";

/** What was written, what is in it, and what to look at. */
export function printRevision(result: RevisionResult, style: Style): string {
  const { files, warnings, proven, stamped } = result;
  const lines = [
    ...(files.length === 0 ? ["No change was found; nothing was written."] : []),
    ...files.flatMap(({ path, changes, transaction, why }) => [
      `${style.good("Wrote")} ${path}${transaction ? "" : ", which runs statement by statement"}`,
      ...changes.map((change) => `  ${change}`),
      ...why.map((reason) => `  ${style.faint(`${reason}.`)}`),
    ]),
    ...warned(warnings, style),
    ...(stamped ? ["The database has all of it already, and is stamped with it."] : []),
    ...(proven === true ? ["It was run up and down on a scratch copy."] : []),
    ...(proven === false
      ? [style.warning("It was not run on a scratch copy: try it before you ship it.")]
      : []),
  ];
  return textOf(lines);
}
