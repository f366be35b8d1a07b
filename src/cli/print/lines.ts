import type { Style } from "../colour.ts";

/** Lines as they are printed. */
export function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

/** Lines below a title; nothing where there are none. */
export function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}

/** Each warning with the word before it. */
export function warned(warnings: readonly string[], style: Style): readonly string[] {
  return warnings.map((warning) => `${style.warning("Warning:")} ${warning}`);
}

/** Where a database with these heads stands. */
export function placeOf(heads: readonly string[]): string {
  return heads.length === 0 ? "<base>" : heads.join(", ");
}
