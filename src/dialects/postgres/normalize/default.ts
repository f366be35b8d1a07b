import { sequencesMentioned } from "../../../core/schema/expressions.ts";
import type { EnumType, Named } from "../../../core/schema/schema.ts";
import { written } from "../../../core/sql/written-name.ts";
import { parts } from "../identifiers.ts";
import { canonicalType, elementOf } from "./column-type.ts";
import { bare, comparable } from "./expression.ts";

/** A default in the shortest words that the server reads as the very same expression; null is none. */
export function canonicalDefault(
  expression: string | null,
  type: string,
  enums: readonly EnumType[],
): string | null {
  if (expression === null) return null;
  const text = bare(expression);
  if (isNull(text)) return null;
  const [sequence] = /^nextval\('(?:[^']|'')*'(?:::(?:regclass|text))?\)$/iu.test(text)
    ? sequencesMentioned(text)
    : [];
  if (sequence !== undefined)
    return `nextval('${nameText(parts(sequence)).replaceAll("'", "''")}'::regclass)`;
  const said = castLiteral(text, type, enums);
  if (said === null) return text;
  if (isNull(said.literal)) return null;
  const value = said.literal.slice(1, -1);
  if (typeOfNumber(value) === base(said.kind)) return value;
  return base(said.kind) === base(type) ? said.literal : text;
}

/** A canonical default as it is compared: neither a cast within the family of its type counts, nor quotes of a number. */
export function comparableDefault(expression: string | null, type: string): string | null {
  if (expression === null) return null;
  const literal = castLiteral(expression, type, [])?.literal ?? expression;
  const value = /^'(-?\d+(?:\.\d+)?)'$/u.exec(literal)?.[1];
  return comparable(value !== undefined && isNumeric(type) ? value : literal);
}

/** A literal with a cast that leaves it in the family of the type. */
function castLiteral(
  text: string,
  type: string,
  enums: readonly EnumType[],
): { readonly literal: string; readonly kind: string } | null {
  const cast = /^('(?:[^']|'')*'|null)::((?:[\p{L}\w\s.(),[\]$]|"(?:[^"]|"")*")+)$/iu.exec(text);
  if (cast?.[1] === undefined || cast[2] === undefined) return null;
  const kind = canonicalType(cast[2], enums);
  return family(kind) === family(type) ? { literal: cast[1], kind } : null;
}

function isNull(text: string): boolean {
  return text.toUpperCase() === "NULL";
}

/** A name as the server writes it: in quotes only where it must be. */
function nameText({ schema, name }: Named): string {
  return schema === null ? written(name) : `${written(schema)}.${written(name)}`;
}

function isNumeric(type: string): boolean {
  return /^(?:smallint|integer|bigint|numeric|real|double precision)\b/u.test(type) && !type.endsWith("[]");
}

/** The type that the server takes a number for which stands there without quotes; null where the text is none. */
function typeOfNumber(text: string): string | null {
  if (/^-?\d+\.\d+$/u.test(text)) return "numeric";
  if (!/^-?\d+$/u.test(text)) return null;
  const size = BigInt(text.replace("-", ""));
  return size < 2n ** 31n ? "integer" : size < 2n ** 63n ? "bigint" : "numeric";
}

/** A type without its lengths. */
function base(type: string): string {
  const { element, array } = elementOf(type);
  return `${element.replace(/\(.*?\)/u, "")}${array ? "[]" : ""}`;
}

/** A type without what a cast inside a default may differ in: lengths, and the kinds of text and of numbers. */
function family(type: string): string {
  const { element, array } = elementOf(type);
  const kind = base(element);
  const name = /^(?:text|varchar|char|bpchar)$/u.test(kind) ? "text" : isNumeric(kind) ? "number" : kind;
  return array ? `${name}[]` : name;
}
