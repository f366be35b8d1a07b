import type { SquashResult } from "../../commands/squash.ts";
import type { Style } from "../colour.ts";
import { textOf } from "./lines.ts";

/** What was squashed into what, and what to know of it. */
export function printSquash(result: SquashResult, style: Style): string {
  const { path, replaces, operations, kept, hasDowngrade } = result;
  const lines = [
    `${style.good("Wrote")} ${path}`,
    `  stands for ${replaces.length} revisions, ${replaces[0] ?? ""} to ${replaces.at(-1) ?? ""}: ${operations} calls, of which ${kept} are SQL or rows kept as they were`,
    "  proven: both ways lead to the same structure on a scratch database",
    ...(hasDowngrade ? [] : ["  forward only, as one of them is"]),
    "  keep the old files as long as databases may be in the middle of them",
  ];
  return textOf(lines);
}
