/** The parts of an SQL revision, by direction and dialect; `null` stands for every dialect. */
export interface SqlPart {
  readonly direction: "upgrade" | "downgrade";
  readonly dialect: "postgresql" | "sqlite" | null;
  readonly sql: string;
  /** Line of the file, counted from 1, at which the part's text begins. */
  readonly line: number;
}

/** Split an SQL revision at its `-- upgrade`, `-- downgrade`, `-- upgrade:sqlite` … lines. */
export function sqlParts(source: string): readonly SqlPart[] {
  const parts: SqlPart[] = [];
  let open: {
    direction: SqlPart["direction"];
    dialect: SqlPart["dialect"];
    lines: string[];
    line: number;
  } | null = null;
  const close = (): void => {
    if (open !== null) parts.push({ ...open, sql: open.lines.join("\n").trim() });
  };
  for (const [index, line] of source.split(/\r?\n/u).entries()) {
    const match = /^\s*--\s*(upgrade|downgrade)(?:\s*:\s*(postgresql|sqlite))?\s*$/u.exec(line);
    if (match === null) {
      open?.lines.push(line);
      continue;
    }
    close();
    const dialect = (match[2] ?? null) as SqlPart["dialect"];
    open = { direction: match[1] as SqlPart["direction"], dialect, lines: [], line: index + 2 };
  }
  close();
  return parts.map(({ direction, dialect, sql, line }) => ({ direction, dialect, sql, line }));
}

/** The part for a direction on a dialect: the dialect's own, else the one for all; null when there is none. */
export function sqlPartFor(
  parts: readonly SqlPart[],
  direction: SqlPart["direction"],
  dialect: SqlPart["dialect"],
): SqlPart | null {
  const fitting = parts.filter((part) => part.direction === direction);
  return (
    fitting.find((part) => part.dialect === dialect) ?? fitting.find((part) => part.dialect === null) ?? null
  );
}
