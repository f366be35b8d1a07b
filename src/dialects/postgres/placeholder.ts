import { elementOf } from "./normalize/column-type.ts";

/** A value of the type that means as little as can be; null for types of others and where there is none. */
export function placeholder(type: string): string | null {
  const { element, array } = elementOf(type);
  if (array) return "'{}'";
  const word = /^[a-z0-9]+/u.exec(element)?.[0] ?? "";
  const width = /\((\d+)\)/u.exec(element)?.[1] ?? "1";
  return word === "bit" ? `B'${"0".repeat(Number(width))}'` : (values.get(word) ?? null);
}

/** A value that no other row has, recreated for each; null for types that cannot hold one of chance. */
export function distinctValue(type: string): string | null {
  if (type === "uuid") return "gen_random_uuid()";
  const [, word, length] = /^(text|varchar|citext)(?:\((\d+)\))?$/u.exec(type) ?? [];
  return word === undefined || Number(length ?? 36) < 36 ? null : "gen_random_uuid()::text";
}

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
