import { bytesOf } from "../../../core/operations/bulk-insert.ts";
import { withParameters } from "../../../core/sql/parameters.ts";
import { textLiteral } from "../literal.ts";
import { lexical } from "../lexical.ts";

/**
 * A statement with its parameters written into it, as literals that take the type of their place just like
 * a parameter does. Such a statement needs no round trip to ask for the types.
 */
export function inline(sql: string, params: readonly unknown[]): string {
  if (params.length === 0) return sql;
  return withParameters(sql, lexical, (position) =>
    position === 0 || position > params.length ? null : valueText(params[position - 1]),
  );
}

/** True when parameters can be written into a statement: small ones, and no arrays, whose type is unknown here. */
export function canInline(params: readonly unknown[]): boolean {
  return params.length <= 64 && !params.some((value) => Array.isArray(value));
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  return textLiteral(paramText(value));
}

/** The text form of a value, as the server reads it for the type of its place. */
export function paramText(value: unknown): string {
  if (value instanceof Date) return value.toISOString();
  const bytes = bytesOf(value);
  if (bytes !== null) return `\\x${Buffer.from(bytes).toString("hex")}`;
  if (Array.isArray(value)) return listText(value);
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** A list as PostgreSQL writes an array. */
export function listText(list: readonly unknown[]): string {
  return `{${list.map(elementText).join(",")}}`;
}

function elementText(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (Array.isArray(value)) return paramText(value);
  return `"${paramText(value).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
