/** Roughly the bytes of the values that a batch of rows should not pass, however few rows that makes. */
export const heaviestBatch: number = 4 * 1024 * 1024;

/** Roughly the bytes of the values of a row. */
export function weightOf(row: Readonly<Record<string, unknown>>): number {
  let weight = 0;
  for (const column in row) weight += valueWeight(row[column]);
  return weight;
}

function valueWeight(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 8;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  let weight = 16;
  for (const part of Object.values(value)) weight += valueWeight(part);
  return weight;
}
