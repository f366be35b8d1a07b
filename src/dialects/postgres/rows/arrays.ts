/** A list within the text of an array: its elements, each of which is text, NULL or a list again. */
export type ArrayText = readonly (string | null | ArrayText)[];

/** Read the text of an array as the server writes it; null for one with explicit bounds, which a list cannot express. */
export function readArray(text: string, delimiter: string): ArrayText | null {
  if (!text.startsWith("{")) return null;
  let at = 0;
  const element = (): string | null | ArrayText => {
    if (text[at] === "{") return list();
    if (text[at] === '"') return quoted();
    const start = at;
    while (at < text.length && text[at] !== delimiter && text[at] !== "}") at += 1;
    const bare = text.slice(start, at);
    return bare === "NULL" ? null : bare;
  };
  const quoted = (): string => {
    let value = "";
    at += 1;
    for (let from = at; at < text.length; at += 1) {
      if (text[at] === "\\") {
        value += text.slice(from, at);
        at += 1;
        from = at;
      } else if (text[at] === '"') {
        value += text.slice(from, at);
        at += 1;
        break;
      }
    }
    return value;
  };
  const list = (): ArrayText => {
    const items: (string | null | ArrayText)[] = [];
    at += 1;
    while (at < text.length && text[at] !== "}") {
      items.push(element());
      if (text[at] === delimiter) at += 1;
    }
    at += 1;
    return items;
  };
  return list();
}

/** Write a list as the server reads an array; `textOf` writes an element that is not NULL and no list. */
export function writeArray(
  list: readonly unknown[],
  delimiter: string,
  textOf: (element: unknown) => string,
): string {
  const items = list.map((item) => {
    if (item === null || item === undefined) return "NULL";
    if (Array.isArray(item)) return writeArray(item, delimiter, textOf);
    return `"${textOf(item).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  });
  return `{${items.join(delimiter)}}`;
}
