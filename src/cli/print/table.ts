/** One cell: what it says, and what it looks like. */
export interface Cell {
  readonly text: string;
  readonly paint: (text: string) => string;
}

/** Rows in columns that are as wide as their widest cell. */
export function printTable(rows: readonly (readonly Cell[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, { text }] of row.entries())
      widths[column] = Math.max(widths[column] ?? 0, text.length);
  }
  return rows
    .map((row) => {
      const cells = row.map(({ text, paint }, column) => {
        const isLast = column === row.length - 1;
        return paint(text) + (isLast ? "" : " ".repeat((widths[column] ?? 0) - text.length));
      });
      return `${cells.join("  ").trimEnd()}\n`;
    })
    .join("");
}

/** A cell that looks like the rest of the text. */
export function plain(text: string): Cell {
  return { text, paint: (each) => each };
}
