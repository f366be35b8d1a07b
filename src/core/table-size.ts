/** How large a table is. */
export interface TableSize {
  /** As the engine estimates it, or counted where it has no estimate. */
  readonly rows: number;
  /** Of the rows, without indexes. */
  readonly bytes: number;
  /** The rows lie in partitions. */
  readonly partitioned: boolean;
}

/** The size from which on a table counts as large. */
export type Threshold = { readonly rows: number } | { readonly bytes: number };

/** A number of rows, or a text such as `64 MB`; null where it is neither. */
export function parseThreshold(value: unknown): Threshold | null {
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? { rows: value } : null;
  if (typeof value !== "string") return null;
  const [, digits, unit] = /^\s*(\d+(?:\.\d+)?)\s*(rows|kb|mb|gb|tb)?\s*$/iu.exec(value) ?? [];
  if (digits === undefined) return null;
  const exponent = units.findIndex((each) => each.toLowerCase() === (unit ?? "rows").toLowerCase());
  return exponent === 0 ? { rows: Number(digits) } : { bytes: Number(digits) * 1024 ** exponent };
}

/** Whether a table is as large as that, or larger; an empty one never is. */
export function isLarge({ rows, bytes }: TableSize, threshold: Threshold): boolean {
  if (rows === 0) return false;
  return "rows" in threshold ? rows >= threshold.rows : bytes >= threshold.bytes;
}

/** In words: `about 1,200,000 rows, 310 MB`. */
export function sizeText({ rows, bytes }: TableSize): string {
  if (rows === 0) return "no rows";
  const exponent = Math.min(Math.max(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), 1), units.length - 1);
  const amount = bytes / 1024 ** exponent;
  const shown = amount >= 10 ? Math.round(amount) : Math.round(amount * 10) / 10;
  const count = Math.round(rows).toLocaleString("en-US");
  return `about ${count} row${rows === 1 ? "" : "s"}, ${shown} ${units[exponent] ?? ""}`;
}

/** By the power of 1024 that they stand for; the first counts rows. */
const units: readonly string[] = ["rows", "kB", "MB", "GB", "TB"];
