/**
 * The words for values that neither JSON nor CSV has a word for: an object with one of these keys alone.
 * `$bytes` is bytes in hexadecimal digits, `$text` the value in the database's own words (or text that looks
 * like such an object), `$number` a number whose type its digits alone would not tell.
 */
export type Tag = "$bytes" | "$text" | "$number";

/** A value under its tag, as JSON. */
export function tagged(tag: Tag, text: string): string {
  return `{"${tag}":${JSON.stringify(text)}}`;
}

/** Bytes as JSON. */
export function taggedBytes(bytes: Uint8Array): string {
  return tagged("$bytes", Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex"));
}

/** What a value read from JSON says under a tag; null for all other values. */
export function tagOf(value: unknown): { readonly tag: Tag; readonly text: string } | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0 || typeof entry[1] !== "string") return null;
  const [tag, text] = entry;
  if (tag === "$text") return { tag, text };
  if (tag === "$bytes" && /^(?:[\da-f]{2})*$/iu.test(text)) return { tag, text };
  if (tag === "$number" && /^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/iu.test(text)) return { tag, text };
  return null;
}

/** The same for a field of CSV. */
export function tagOfText(text: string): ReturnType<typeof tagOf> {
  if (!/^\{"\$(?:bytes|text|number)":/u.test(text)) return null;
  try {
    return tagOf(JSON.parse(text));
  } catch {
    // JSON.parse throws for the text alone.
    return null;
  }
}

/** Text as a field of CSV, told from a tag. */
export function fieldText(text: string): string {
  return tagOfText(text) === null ? text : tagged("$text", text);
}
