import { saidInSql, sql, type Sql } from "../../sql.ts";
import { formatName } from "../../../core/schema/names.ts";
import type { TypeText } from "../../../core/schema/schema.ts";
import { nameOfType, typeOfSql } from "../../../core/schema/types.ts";
import { canonicalTypeSql, elementOf } from "../normalize/column-type.ts";
import { bare } from "../normalize/expression.ts";

/** How to make a value of one type from another where the server does not do so by itself; null where it does. */
export function castSql(value: Sql, from: Sql, to: Sql): Sql | null {
  if (from === to) return null;
  const [source, target] = [elementSql(from), elementSql(to)];
  if (target.array && !source.array) {
    const element = castSql(value, source.element, target.element) ?? value;
    // A text may be a list already, as the server writes them.
    if (family(source.element) === "text" && family(target.element) !== "text")
      return sql`CASE WHEN ${value} LIKE '{%' THEN ${value}::${to} ELSE CASE WHEN ${value} IS NULL THEN NULL ELSE ARRAY[${element}]::${to} END END`;
    return sql`CASE WHEN ${value} IS NULL THEN NULL ELSE ARRAY[${element}]::${to} END`;
  }
  if (source.array && !target.array)
    return castSql(sql`${value}[1]`, source.element, target.element) ?? sql`${value}[1]`;
  if (implicit(source.element, target.element)) return null;
  if (source.array)
    return explicit(source.element, target.element)
      ? sql`${value}::${to}`
      : viaText(value, source.element, to, sql`text[]`);
  const [one, two] = [family(source.element), family(target.element)];
  if (one === "number" && two === "boolean") return sql`${value} <> 0`;
  if (one === "boolean" && two === "number")
    return to === "integer" ? sql`${value}::integer` : sql`${value}::integer::${to}`;
  if (two === "json") return one === "text" ? sql`${value}::${to}` : sql`to_${target.element}(${value})`;
  if (one === "json") return sql`(${value} #>> '{}')::${to}`;
  if (base(to) === "money" && one === "number") return sql`${value}::numeric::money`;
  if (base(from) === "money" && two === "number") return sql`${value}::numeric::${to}`;
  return explicit(source.element, target.element)
    ? sql`${value}::${to}`
    : viaText(value, from, to, sql`text`);
}

/**
 * Whether the server has no cast between two of its own types, so that a value goes by way of its text, which hardly is one of
 * the other. Of types that others have made nothing is known.
 */
export function isForeign(from: Sql, to: Sql): boolean {
  const [source, target] = [elementSql(from).element, elementSql(to).element];
  const [one, two] = [family(source), family(target)];
  if (own(source) || own(target) || implicit(source, target) || explicit(source, target)) return false;
  const known: readonly Family[] =
    base(source) === "money" || base(target) === "money" ? ["number", "other"] : ["number", "boolean"];
  return !([one, two].includes("json") || (known.includes(one) && known.includes(two)));
}

/** A name that none of the server's own types has. */
function own(type: string): boolean {
  return nameOfType(typeOfSql(type)) !== null;
}

/** A default in the words of another type: a literal fits as it is, all else is cast like a value. */
export function castDefault(expression: string, from: TypeText, to: TypeText): Sql {
  const literal = /^('(?:[^']|'')*')(?:::(?:[\p{L}\w\s.(),[\]$]|"(?:[^"]|"")*")+)?$/u.exec(
    bare(expression),
  )?.[1];
  if (literal !== undefined && elementOf(from).array === elementOf(to).array) return saidInSql(literal);
  const value = sql`(${saidInSql(bare(expression))})`;
  return castSql(value, canonicalTypeSql(from), canonicalTypeSql(to)) ?? saidInSql(expression);
}

function elementSql(type: Sql): { readonly element: Sql; readonly array: boolean } {
  const { element, array } = elementOf(type);
  return { element: saidInSql(element), array };
}

type Family = "number" | "text" | "boolean" | "json" | "other";

function family(type: string): Family {
  const word = base(type);
  if (numbers.has(word)) return "number";
  if (/^(?:text|varchar|char|bpchar|citext|name)$/u.test(word)) return "text";
  if (word === "boolean") return "boolean";
  return word === "json" || word === "jsonb" ? "json" : "other";
}

const numbers = new Set(
  "smallint integer bigint numeric real double smallserial serial bigserial".split(" "),
);

/** The casts that an assignment does on its own. */
function implicit(from: string, to: string): boolean {
  const [one, two] = [family(from), family(to)];
  if (two === "text") return true;
  if (one === two && (one === "number" || one === "json")) return true;
  // Bits are cut and filled up by an explicit cast only.
  if (base(from) === base(to)) return base(to) !== "bit";
  return assigned.get(base(from))?.includes(base(to)) === true;
}

/** The casts that have to be asked for. */
function explicit(from: string, to: string): boolean {
  const [one, two] = [base(from), base(to)];
  return family(from) === "text" || one === two || asked.get(one)?.includes(two) === true;
}

const assigned: ReadonlyMap<string, readonly string[]> = new Map([
  ["date", ["timestamp", "timestamptz"]],
  ["timestamp", ["date", "time", "timestamptz"]],
  ["timestamptz", ["date", "time", "timetz", "timestamp"]],
  ["time", ["timetz", "interval"]],
  ["timetz", ["time"]],
  ["interval", ["time"]],
  ["inet", ["cidr"]],
  ["cidr", ["inet"]],
  ["macaddr", ["macaddr8"]],
  ["macaddr8", ["macaddr"]],
]);

const asked: ReadonlyMap<string, readonly string[]> = new Map([
  ["bit", ["varbit", "integer", "bigint"]],
  ["varbit", ["bit"]],
  ["integer", ["bit", "boolean"]],
  ["bigint", ["bit"]],
  ["boolean", ["integer"]],
  ["point", ["box"]],
  ["box", ["circle", "lseg", "point", "polygon"]],
  ["circle", ["box", "point", "polygon"]],
  ["lseg", ["point"]],
  ["path", ["polygon"]],
  ["polygon", ["box", "circle", "path", "point"]],
]);

/** The type's own word; those with a time zone are types of their own. */
function base(type: string): string {
  const named = nameOfType(typeOfSql(type));
  const word = named === null ? (/^\w+/u.exec(type)?.[0] ?? type) : formatName(named);
  return /^timestamp|^time/u.test(word) && type.endsWith("with time zone") ? `${word}tz` : word;
}

/** Every type has a text, so that this always parses, whatever the values. */
function viaText(value: Sql, from: Sql, to: Sql, text: Sql): Sql {
  return family(from) === "text" ? sql`${value}::${to}` : sql`${value}::${text}::${to}`;
}
