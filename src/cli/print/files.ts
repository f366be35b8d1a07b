import type { TemplatesResult } from "../../commands/templates.ts";
import type { Style } from "../colour.ts";
import { textOf } from "./lines.ts";
import { plain, printTable } from "./table.ts";

/** The files that were written. */
export function printFiles(written: readonly string[], style: Style): string {
  return textOf(written.map((path) => `${style.good("Wrote")} ${path}`));
}

/** Templates with a line about each. */
export function printTemplates({ templates }: TemplatesResult, style: Style): string {
  const rows = templates.map(({ name, description }) => [
    { text: name, paint: style.strong },
    plain(description),
  ]);
  return `Available templates:\n\n${printTable(rows)}`;
}
