import { bytesOf } from "../core/operations/bulk-insert.ts";
import { fieldText, taggedBytes } from "../dialects/tags.ts";

/** A value that a function of a revision has made, as JSON; null where JSON has no word for it at all, such as a function. */
export function plainJson(value: unknown): string | null {
  if (typeof value === "number") return numberText(value);
  // JSON.parse of others would lose its digits.
  if (typeof value === "bigint") return JSON.stringify(value.toString());
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? null;
  const bytes = bytesOf(value);
  if (bytes !== null) return taggedBytes(bytes);
  if (Array.isArray(value)) return `[${value.map((each) => plainJson(each) ?? "null").join(",")}]`;
  if ("toJSON" in value && typeof value.toJSON === "function")
    return plainJson((value.toJSON as () => unknown)());
  const entries = Object.entries(value).flatMap(([key, each]) => {
    const json = plainJson(each);
    return json === null ? [] : [`${JSON.stringify(key)}:${json}`];
  });
  return `{${entries.join(",")}}`;
}

/** The same as a field of CSV; null is NULL. */
export function plainText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return fieldText(value);
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "number") return Number.isNaN(value) ? "NaN" : numberText(value);
  return plainJson(value);
}

/** JSON has no infinity, but numbers that are too large for any other. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return '"NaN"';
  if (!Number.isFinite(value)) return value > 0 ? "1e999" : "-1e999";
  return Object.is(value, -0) ? "-0" : String(value);
}
