import type { DeclaredLosses } from "../core/operations/declared-losses.ts";
import type { Literal } from "../core/typescript/literal.ts";

/** What a revision says of its danger: why somebody must agree, what is lost, or that nobody need agree; null: nothing. */
export type Breaking = string | DeclaredLosses | false | null;

/** What `breaking` of a revision says; undefined where it says nothing that can be understood. */
export function breakingOf(value: unknown): Breaking | undefined {
  if (value === undefined || value === null || value === false) return value ?? null;
  if (typeof value === "string") return value;
  if (typeof value !== "object" || Array.isArray(value)) return undefined;
  const { tables = [], columns = [], ...others } = value as Readonly<Record<string, Literal>>;
  if (Object.keys(others).length > 0 || !isList(tables) || !isList(columns)) return undefined;
  if (columns.some((column) => columnOf(column) === null)) return undefined;
  return { tables, columns };
}

/** The table and the column of `table.column`; null when the text is none. */
export function columnOf(text: string): { readonly table: string; readonly column: string } | null {
  const match = /^(.+)\.("(?:[^"]|"")*"|[^".]+)$/su.exec(text);
  if (match === null) return null;
  const [, table = "", column = ""] = match;
  return { table, column: column.startsWith('"') ? column.slice(1, -1).replaceAll('""', '"') : column };
}

function isList(value: Literal): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string" && each !== "");
}
