import { counted } from "../../core/counted.ts";
import type { PullResult } from "../../commands/pull.ts";
import type { Style } from "../colour.ts";

/** The file that was written, or its text, and what is not in it. */
export function printPull(result: PullResult, style: Style): string {
  const { path, text, tables, views, unsaid, differences, warnings } = result;
  if (path === null) return text;
  const lines = [
    `${style.good("Wrote")} ${path} (${counted(tables, "table")}${views === 0 ? "" : `, ${counted(views, "view")}`})`,
    ...(unsaid.length === 0
      ? []
      : [
          "Drizzle has no words for these; they stay in the database, and are no difference:",
          ...unsaid.map((each) => `  ${each}`),
        ]),
    ...(differences?.length === 0
      ? ["The file says what the database has: mig check finds no difference."]
      : [
          style.warning("The file could not say all that the database has. To mig check these differ:"),
          ...(differences ?? []).map((each) => `  ${each}`),
        ]),
    ...warnings.map((warning) => `${style.warning("Warning:")} ${warning}`),
  ];
  return lines.map((line) => `${line}\n`).join("");
}
