import type { InitResult } from "../../commands/init.ts";
import type { Style } from "../colour.ts";
import { printFiles } from "./files.ts";
import { section, textOf } from "./lines.ts";

/** What a new project has, what was noticed, and what to do next. */
export function printInit({ written, noticed, next }: InitResult, style: Style): string {
  return `${printFiles(written, style)}${textOf(noticed)}${textOf(section(style.strong("Next:"), next))}`;
}
