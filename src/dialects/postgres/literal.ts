/** A value as an SQL literal without a type, so that the server gives it the type of its place. */
export function literal(value: unknown): string {
  if (value === null || value === undefined) return "NULL";
  if (typeof value === "boolean") return value ? "true" : "false";
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : textLiteral(String(value));
  if (value instanceof Date) return textLiteral(value.toISOString());
  if (value instanceof Uint8Array) return textLiteral(`\\x${Buffer.from(value).toString("hex")}`);
  if (typeof value === "object") return textLiteral(JSON.stringify(value));
  return textLiteral(value as string);
}

/** Text as an SQL string; one with a backslash reads the same whatever `standard_conforming_strings` says. */
export function textLiteral(text: string): string {
  const quoted = text.replaceAll("'", "''");
  return quoted.includes("\\") ? `E'${quoted.replaceAll("\\", "\\\\")}'` : `'${quoted}'`;
}

/** A body between dollar quotes that the body itself does not contain. */
export function dollarQuoted(body: string): string {
  let tag = "mig";
  while (body.includes(`$${tag}$`)) tag += "_";
  return `$${tag}$${body}$${tag}$`;
}
