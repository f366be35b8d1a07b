/** The name of a type of PostgreSQL, given without its arguments, in the one spelling that stands for all of them. */
export function oneSpelling(name: string): string {
  const words = name.toLowerCase().replaceAll(/\s+/gu, " ").trim();
  return spellings.get(words) ?? words;
}

const spellings: ReadonlyMap<string, string> = new Map([
  ...["int", "int4"].map((word) => [word, "integer"] as const),
  ["int8", "bigint"],
  ["int2", "smallint"],
  ["serial4", "serial"],
  ["serial8", "bigserial"],
  ["serial2", "smallserial"],
  ["character varying", "varchar"],
  ["character", "char"],
  ["bit varying", "varbit"],
  ["decimal", "numeric"],
  ["dec", "numeric"],
  ["timestamp without time zone", "timestamp"],
  ["timestamp with time zone", "timestamptz"],
  ["time without time zone", "time"],
  ["time with time zone", "timetz"],
]);
