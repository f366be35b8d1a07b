import type { Named } from "./schema.ts";

/**
 * A name as one string: `users`, `auth.users`, `"odd.name"`. A part is quoted only when it holds a dot,
 * a quote or nothing, so that names people use stay as they are; case is never changed.
 */
export function formatName({ schema, name }: Named): string {
  return schema === null ? formatPart(name) : `${formatPart(schema)}.${formatPart(name)}`;
}

/** The opposite of `formatName`; null when the text is no name. */
export function parseName(text: string): Named | null {
  const match = /^(?:("(?:[^"]|"")*"|[^".]+)\.)?("(?:[^"]|"")*"|[^".]+)$/u.exec(text);
  if (match?.[2] === undefined) return null;
  return { schema: match[1] === undefined ? null : parsePart(match[1]), name: parsePart(match[2]) };
}

/** A name in the namespace of another. */
export function sibling(of: Named, name: string): Named {
  return { schema: of.schema, name };
}

function formatPart(part: string): string {
  return /^[^".]+$/u.test(part) ? part : `"${part.replaceAll('"', '""')}"`;
}

function parsePart(part: string): string {
  return part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part;
}
