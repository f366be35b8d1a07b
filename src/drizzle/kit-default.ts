import type { Library } from "./library.ts";
import { arrayOf, isJson, quoteText } from "./literals.ts";
import type { ColumnShape } from "./shapes.ts";

/**
 * A text given as a default, as the drizzle-kit of the user's generation writes it where that differs from what
 * the column's encoder makes of it: a database that it made must not differ. null: the encoder's word holds.
 */
export function kitDefault(library: Library, column: ColumnShape, value: unknown): string | null {
  if (typeof value !== "string") return null;
  // 0.31 quotes every text as it is, that of custom types and JSON too; what is no JSON no database has taken.
  if (!library.casesItself) return isJson(column) && !parses(value) ? null : quoteText(value);
  if (arrayOf(library, column).depth > 0) return null;
  const type = column.getSQLType().trim();
  if (column.columnType.includes("Custom") && !knownTypes[library.dialect].test(type)) return value;
  // 1.0 means UTC by a moment without a zone.
  const zoned = /^time(?:stamp)?\b.* with time zone$/iu.test(type) && /\d/u.test(value);
  return zoned && !/(?:z|[+-]\d{2}(?::?\d{2})?)$/iu.test(value) ? quoteText(`${value}+00`) : null;
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // JSON.parse throws for the text alone.
    return false;
  }
}

/** The types whose values drizzle-kit 1.0 knows how to write; a text for any other is SQL to it. */
const knownTypes: Readonly<Record<Library["dialect"], RegExp>> = {
  postgresql:
    /^(?:smallint|integer|bigint|numeric|decimal|real|double precision|boolean|char|character|varchar|character varying|text|jsonb?|time|timestamp|uuid|interval|inet|cidr|macaddr8?|vector|halfvec|sparsevec|bit|point|line|date|geometry|(?:small|big)?serial)\b/iu,
  sqlite:
    /^(?:int|integer|tinyint|smallint|mediumint|bigint|unsigned big int|int2|int8|real|double|float|numeric|decimal|boolean|date|datetime|character|varchar|varying character|nchar|native character|nvarchar|text|clob|blob|json)\b/iu,
};
