import type { InitResult } from "../../commands/init.ts";
import type { Style } from "../colour.ts";
import { printFiles } from "./files.ts";

/** What a new project has, what was noticed, and what to do next. */
export function printInit({ written, noticed, next }: InitResult, style: Style): string {
  const steps = next.map((step) => `  ${step}\n`).join("");
  return `${printFiles(written, style)}${noticed.map((line) => `${line}\n`).join("")}${style.strong("Next:")}\n${steps}`;
}
