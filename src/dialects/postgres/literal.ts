import { saidInSql, sql, type Sql } from "../sql.ts";

/** A value as an SQL literal without a type, so that the server gives it the type of its place. */
export function literal(value: unknown): Sql {
  if (value === null || value === undefined) return sql`NULL`;
  if (typeof value === "boolean") return value ? sql`true` : sql`false`;
  if (typeof value === "bigint") return sql`${value}`;
  if (typeof value === "number") return Number.isFinite(value) ? sql`${value}` : textLiteral(String(value));
  if (value instanceof Date) return textLiteral(value.toISOString());
  if (value instanceof Uint8Array) return textLiteral(`\\x${Buffer.from(value).toString("hex")}`);
  if (typeof value === "object") return textLiteral(JSON.stringify(value));
  return textLiteral(value as string);
}

/** Text as an SQL string; one with a backslash reads the same whatever `standard_conforming_strings` says. */
export function textLiteral(text: string): Sql {
  const quoted = text.replaceAll("'", "''");
  return saidInSql(quoted.includes("\\") ? `E'${quoted.replaceAll("\\", "\\\\")}'` : `'${quoted}'`);
}

/** A body between dollar quotes that the body itself does not contain. */
export function dollarQuoted(body: Sql): Sql {
  let tag = "mig";
  while (body.includes(`$${tag}$`)) tag += "_";
  return saidInSql(`$${tag}$${body}$${tag}$`);
}
