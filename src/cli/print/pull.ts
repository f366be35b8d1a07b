import { counted, firstOf } from "../../core/counted.ts";
import type { PullResult } from "../../commands/pull.ts";
import type { Style } from "../colour.ts";
import { section, textOf, warned } from "./lines.ts";

/** The file that was written, or its text, and what is not in it. */
export function printPull(result: PullResult, style: Style): string {
  const { path, text, tables, views, unsaid, leftOut, differences, warnings } = result;
  if (path === null) return text;
  const lines = [
    `${style.good("Wrote")} ${path} (${counted(tables, "table")}${views === 0 ? "" : `, ${counted(views, "view")}`})`,
    ...section("Drizzle has no words for these; they stay in the database, and are no difference:", unsaid),
    // A table may have hundreds of partitions.
    ...(leftOut.length === 0 ? [] : [`Left out, and never touched: ${firstOf(leftOut, 10)}`]),
    ...(differences?.length === 0
      ? ["The file says what the database has: mig check finds no difference."]
      : section(
          style.warning("The file could not say all that the database has. To mig check these differ:"),
          differences ?? [],
        )),
    ...warned(warnings, style),
  ];
  return textOf(lines);
}
