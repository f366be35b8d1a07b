import { elementOf } from "./column-type.ts";
import { bare } from "./expression.ts";

/** How to make a value of one type from another where the server does not do so by itself; null where it does. */
export function castSql(value: string, from: string, to: string): string | null {
  if (from === to) return null;
  const [source, target] = [elementOf(from), elementOf(to)];
  if (target.array && !source.array) {
    const element = castSql(value, source.element, target.element) ?? value;
    return `CASE WHEN ${value} IS NULL THEN NULL ELSE ARRAY[${element}]::${to} END`;
  }
  if (source.array && !target.array)
    return castSql(`${value}[1]`, source.element, target.element) ?? `${value}[1]`;
  if (source.array)
    return implicit(source.element, target.element) ? null : viaText(value, source.element, to);
  if (implicit(source.element, target.element)) return null;
  const [one, two] = [family(source.element), family(target.element)];
  if (one === "number" && two === "boolean") return `${value} <> 0`;
  if (one === "boolean" && two === "number")
    return to === "integer" ? `${value}::integer` : `${value}::integer::${to}`;
  if (two === "json") return one === "text" ? `${value}::${to}` : `to_${target.element}(${value})`;
  if (one === "json") return `(${value} #>> '{}')::${to}`;
  return one === "other" && two === "other" ? `${value}::text::${to}` : `${value}::${to}`;
}

/** A default in the words of another type: a literal fits as it is, all else is cast like a value. */
export function castDefault(expression: string, from: string, to: string): string {
  const literal = /^('(?:[^']|'')*')(?:::[\w\s".(),[\]]+)?$/u.exec(bare(expression))?.[1];
  if (literal !== undefined && elementOf(from).array === elementOf(to).array) return literal;
  return castSql(`(${bare(expression)})`, from, to) ?? expression;
}

type Family = "number" | "text" | "boolean" | "json" | "time" | "other";

function family(type: string): Family {
  const word = /^[a-z]+/u.exec(type)?.[0] ?? type;
  if (/^(?:smallint|integer|bigint|numeric|real|double|smallserial|serial|bigserial)$/u.test(word))
    return "number";
  if (/^(?:text|varchar|char|bpchar|citext|name)$/u.test(word)) return "text";
  if (word === "boolean") return "boolean";
  if (word === "json" || word === "jsonb") return "json";
  return /^(?:date|timestamp|time)$/u.test(word) ? "time" : "other";
}

/** The casts that an assignment does on its own. */
function implicit(from: string, to: string): boolean {
  const [one, two] = [family(from), family(to)];
  if (two === "text") return true;
  if (one === two && (one === "number" || one === "json")) return true;
  if (one === "time" && two === "time") return base(from) !== "time" || base(to) === "time";
  return base(from) === base(to);
}

function base(type: string): string {
  return /^\w+/u.exec(type)?.[0] ?? type;
}

function viaText(value: string, from: string, to: string): string {
  return family(from) === "text" ? `${value}::${to}` : `${value}::text[]::${to}`;
}
