/** Text as a terminal may show it: what would steer the terminal, or turn the order of what is read, is written out. */
export function visible(text: string): string {
  return text.replaceAll(
    steering,
    (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}

/** The same for all the texts of a document. */
export function visibleIn<T>(value: T): T {
  if (typeof value === "string") return visible(value) as T;
  if (Array.isArray(value)) return value.map((each: unknown) => visibleIn(each)) as T;
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [visible(key), visibleIn(each)])) as T;
}

/** All control characters but the tab and the line feed, and the marks that change the direction of text. */
const steering = /(?![\t\n])[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
