/** Names one after the other. */
export function listed(items: readonly string[]): string {
  return items.join(", ");
}

/** The columns of a key: alone, or in parentheses where there are several. */
export function columnsText(columns: readonly string[]): string {
  return columns.length === 1 ? (columns[0] ?? "") : `(${listed(columns)})`;
}

/** Something of a table: with its name where it has one. */
export function onTable(table: string, name: string | null | undefined): string {
  return name == null ? `on ${table}` : `${name} on ${table}`;
}

/** A namespace by its name; null is the default one. */
export function namespaceText(namespace: string | null): string {
  return namespace ?? "the default namespace";
}
