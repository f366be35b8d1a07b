import type { Numbering } from "../../core/diff/rules.ts";
import { elementOf } from "./normalize/column-type.ts";

/** A value of the type that means as little as can be; null for types of others and where there is none. */
export function placeholder(type: string): string | null {
  const { element, array } = elementOf(type);
  if (array) return "'{}'";
  const word = wordOf(element);
  const width = /\((\d+)\)/u.exec(element)?.[1] ?? "1";
  return word === "bit" ? `B'${"0".repeat(Number(width))}'` : (values.get(word) ?? null);
}

/**
 * A value that no other row has, nor one that is there (`greatest` is SQL for the greatest of these): of chance where the type
 * has room, else made of the number of the row; null for types that have neither.
 */
export function distinctValue(type: string, greatest: string | null): string | null {
  if (type === "uuid") return "gen_random_uuid()";
  const [, word, length] = /^(text|varchar|citext)(?:\((\d+)\))?$/u.exec(type) ?? [];
  if (word !== undefined && Number(length ?? 36) >= 36) return "gen_random_uuid()::text";
  if (type.endsWith("]") || (word !== undefined && Number(length) < 9)) return null;
  if (word !== undefined) return "numbered.number::text";
  const base = wordOf(type);
  if (numbers.has(base) && hasRoom(type))
    return greatest === null ? "numbered.number" : `coalesce(${greatest}, 0) + numbered.number`;
  return counted.get(base) ?? null;
}

/** The rows of a table by where they lie, each with a number. */
export function numbering(table: string, name: string): Numbering {
  return {
    from: `(SELECT tableoid AS part, ctid AS place, row_number() OVER () AS number FROM ${table}) AS numbered`,
    where: `${name}.tableoid = numbered.part AND ${name}.ctid = numbered.place`,
  };
}

function wordOf(type: string): string {
  return /^[a-z0-9]+/u.exec(type)?.[0] ?? "";
}

/** A numeric has as many digits before its point as it says. */
function hasRoom(type: string): boolean {
  const [, precision, scale] = /^numeric\((\d+)(?:,(-?\d+))?\)/u.exec(type) ?? [];
  return precision === undefined || Number(precision) - Number(scale ?? 0) >= 9;
}

const numbers: ReadonlySet<string> = new Set(["smallint", "integer", "bigint", "numeric", "real", "double"]);

const counted: ReadonlyMap<string, string> = new Map([
  ["date", "date 'epoch' + numbered.number::integer"],
  ["timestamp", "timestamp 'epoch' + numbered.number * interval '1 second'"],
  ["interval", "numbered.number * interval '1 second'"],
  ["bytea", "int8send(numbered.number)"],
  ["jsonb", "to_jsonb(numbered.number)"],
  ["inet", "inet '0.0.0.0' + numbered.number"],
]);

const values: ReadonlyMap<string, string> = new Map([
  ...["smallint", "integer", "bigint", "numeric", "real", "double", "money"].map(
    (type) => [type, "0"] as const,
  ),
  ...["text", "varchar", "char", "bpchar", "citext", "bytea", "varbit", "tsvector"].map(
    (type) => [type, "''"] as const,
  ),
  ...["json", "jsonb"].map((type) => [type, "'{}'"] as const),
  ...["date", "timestamp"].map((type) => [type, "'epoch'"] as const),
  ["boolean", "false"],
  ["uuid", "'00000000-0000-0000-0000-000000000000'"],
  ["time", "'00:00'"],
  ["interval", "'0'"],
  ["inet", "'0.0.0.0'"],
  ["cidr", "'0.0.0.0'"],
  ["macaddr", "'00:00:00:00:00:00'"],
  ["macaddr8", "'00:00:00:00:00:00:00:00'"],
  ["point", "'(0,0)'"],
]);
