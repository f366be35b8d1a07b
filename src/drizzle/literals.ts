import { Buffer } from "node:buffer";
import type { Library } from "./library.ts";
import type { ColumnShape, SqlShape } from "./shapes.ts";

/** A value either as SQL text, or as the fragment that a column's encoder made of it. */
export type Literal = { readonly text: string } | { readonly fragment: SqlShape };

/** A value of a column as the column's own encoder writes it to the database. */
export function columnLiteral(library: Library, column: ColumnShape, value: unknown): Literal {
  const { element, depth } = arrayOf(library, column);
  if (depth > 0 && Array.isArray(value)) {
    // 1.0 encodes the nested value itself, 0.45 element by element.
    const encoded = element === column ? column.mapToDriverValue(value) : value;
    const encodeItem =
      element === column ? (item: unknown) => asJson(column, item) : (item: unknown) => encode(element, item);
    return { text: quoteText(arrayText(encoded, depth, (item) => itemText(element, encodeItem(item)))) };
  }
  const encoded = encode(column, value);
  if (library.isCore(encoded, "SQL")) return { fragment: encoded as SqlShape };
  if (isJson(column)) return { text: plainLiteral(library, encoded) };
  return { text: plainLiteral(library, isDate(column) ? toDay(encoded) : asGiven(value, encoded)) };
}

/** A value that no column encodes, as SQL text. */
export function plainLiteral(library: Library, value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : quoteText(String(value));
  if (typeof value === "boolean") return library.dialect === "sqlite" ? (value ? "1" : "0") : String(value);
  if (value instanceof Uint8Array) {
    const hex = Buffer.from(value).toString("hex");
    return library.dialect === "sqlite" ? `x'${hex}'` : `'\\x${hex}'`;
  }
  if (value instanceof Date) return quoteText(value.toISOString());
  return quoteText(typeof value === "string" ? value : jsonText(value));
}

/** What an array holds and how deep it is nested; a column that is no array is its own element. */
export function arrayOf(
  library: Library,
  column: ColumnShape,
): { readonly element: ColumnShape; readonly depth: number } {
  if (column.baseColumn !== undefined) {
    const { element, depth } = arrayOf(library, column.baseColumn);
    return { element, depth: depth + 1 };
  }
  // 0.45 has this property on vectors, where it is their length.
  const dimensions = library.casesItself ? (column.dimensions ?? 0) : 0;
  // `.array(3)` of 0.45 gives NaN on 1.0, and a size within the brackets a fraction.
  return { element: column, depth: dimensions === 0 ? 0 : Math.max(1, Math.floor(dimensions) || 1) };
}

function encode(column: ColumnShape, value: unknown): unknown {
  if (value === null) return null;
  // The encoder's own JSON throws on a bigint.
  if (typeof value === "object" && textOfJson.has(column.columnType)) return jsonText(value);
  const encoded = column.mapToDriverValue(value);
  return encoded === value ? asJson(column, value) : encoded;
}

/** Whether a column holds JSON. */
export function isJson({ columnType }: ColumnShape): boolean {
  return jsonTypes.has(columnType);
}

/** 1.0 leaves the encoding of JSON to the driver. */
function asJson(column: ColumnShape, value: unknown): unknown {
  return isJson(column) && value !== null ? jsonText(value) : value;
}

/** JSON with each bigint as the number that it is. */
function jsonText(value: unknown): string {
  const mark = "\u0001bigint ";
  const text = JSON.stringify(value, (_, item: unknown) =>
    typeof item === "bigint" ? `${mark}${item}` : item,
  );
  return text.replaceAll(/"\\u0001bigint (-?\d+)"/gu, "$1");
}

/** Numbers stay numbers where an encoder merely made text of them. */
function asGiven(value: unknown, encoded: unknown): unknown {
  return (typeof value === "number" || typeof value === "bigint") && encoded === String(value)
    ? value
    : encoded;
}

function isDate(column: ColumnShape): boolean {
  return column.columnType === "PgDate";
}

function toDay(value: unknown): unknown {
  return value instanceof Date
    ? value.toISOString().slice(0, 10)
    : typeof value === "string"
      ? value.slice(0, 10)
      : value;
}

function arrayText(value: unknown, depth: number, item: (value: unknown) => string): string {
  if (depth === 0 || !Array.isArray(value)) return item(value);
  // PostgreSQL knows one empty array, however deep; those before 17 refuse others.
  if (value.flat(depth).length === 0) return "{}";
  return `{${value.map((each) => arrayText(each, depth - 1, item)).join(",")}}`;
}

function itemText(element: ColumnShape, value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean")
    return String(value);
  if (value instanceof Uint8Array) return quoteItem(`\\x${Buffer.from(value).toString("hex")}`);
  const plain = isDate(element) ? toDay(value) : value instanceof Date ? value.toISOString() : value;
  return quoteItem(typeof plain === "string" ? plain : jsonText(plain));
}

function quoteItem(text: string): string {
  if (/^[\w.:+-]+$/u.test(text) && text.toUpperCase() !== "NULL") return text;
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** Text as an SQL literal. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The kinds of JSON that are kept as text. */
const textOfJson: ReadonlySet<string> = new Set(["PgJson", "PgJsonb", "SQLiteTextJson"]);
const jsonTypes: ReadonlySet<string> = new Set(["PgJson", "PgJsonb", "SQLiteTextJson", "SQLiteBlobJson"]);
