import type { TypeText } from "../../../core/schema/schema.ts";
import { typeOfSql } from "../../../core/schema/types.ts";

/**
 * A type in one spelling: single spaces, none around brackets and commas, and lower case where all words
 * are SQL's own, so that `F32_BLOB(3)` and other declared types stay as they are written.
 */
export function canonicalType(type: string): TypeText {
  const spaced = type
    .trim()
    .replaceAll(
      /("(?:[^"]|"")*"|'(?:[^']|'')*'|`(?:[^`]|``)*`|\[[^\]]*\])|\s*([(),])\s*|\s+/gu,
      (_, quoted?: string, mark?: string) => quoted ?? mark ?? " ",
    );
  const words = spaced.replace(/\(.*$/u, "").toLowerCase().split(" ");
  return typeOfSql(words.every((word) => usualWords.has(word)) ? spaced.toLowerCase() : spaced);
}

/**
 * Whether two types mean the same to SQLite: the same declaration, or two usual names of one affinity with
 * the same arguments. `integer` equals itself only, since it alone makes a primary key the row's id.
 */
export function sameType(live: string, wanted: string): boolean {
  const [a, b] = [split(live), split(wanted)];
  if (a.name === b.name) return a.size === b.size;
  if (a.name === "integer" || b.name === "integer" || a.size !== b.size) return false;
  return isUsual(a.name) && isUsual(b.name) && affinity(a.name) === affinity(b.name);
}

type Affinity = "integer" | "text" | "blob" | "real" | "numeric";

/** How SQLite stores values of a declared type. */
function affinity(type: string): Affinity {
  const name = type.toLowerCase();
  if (name.includes("int")) return "integer";
  if (/char|clob|text/u.test(name)) return "text";
  if (name === "" || name.includes("blob")) return "blob";
  return /real|floa|doub/u.test(name) ? "real" : "numeric";
}

const usualWords = new Set(
  (
    "integer int tinyint smallint mediumint bigint unsigned big int2 int4 int8 character varchar varying char nchar " +
    "native nvarchar text clob blob real double precision float numeric decimal boolean bool date datetime timestamp time " +
    "any json jsonb uuid"
  ).split(" "),
);

function isUsual(name: string): boolean {
  // ANY has an affinity of its own in STRICT tables.
  return name !== "any" && name.split(" ").every((word) => usualWords.has(word));
}

function split(type: string): { name: string; size: string } {
  const folded = canonicalType(type).toLowerCase();
  const bracket = folded.indexOf("(");
  return bracket < 0
    ? { name: folded, size: "" }
    : { name: folded.slice(0, bracket), size: folded.slice(bracket) };
}
