/** An array of PostgreSQL as it writes it, with each of its elements read by `read`; NULL is null. */
export function readArray(text: string, read: (element: string) => unknown, delimiter = ","): unknown[] {
  // Bounds that do not begin at 1 stand before it: [0:2]={1,2,3}
  let at = text.startsWith("[") ? text.indexOf("=") + 1 : 0;
  const list = (): unknown[] => {
    const elements: unknown[] = [];
    at += 1;
    while (text[at] !== "}" && at < text.length) {
      if (text[at] === delimiter) at += 1;
      elements.push(element());
    }
    at += 1;
    return elements;
  };
  const element = (): unknown => {
    if (text[at] === "{") return list();
    if (text[at] === '"') return read(quoted());
    const start = at;
    while (at < text.length && text[at] !== delimiter && text[at] !== "}") at += 1;
    const word = text.slice(start, at);
    return word === "NULL" ? null : read(word);
  };
  const quoted = (): string => {
    let value = "";
    for (at += 1; text[at] !== '"' && at < text.length; at += 1) {
      if (text[at] === "\\") at += 1;
      value += text[at] ?? "";
    }
    at += 1;
    return value;
  };
  return list();
}
