import { runningLine } from "../core/running-line.ts";

/** A statement of a script; parameters have become literals. */
export interface ScriptedStatement {
  readonly sql: string;
  /** False for what the engine refuses inside a transaction. */
  readonly transactional: boolean;
  /** True when foreign keys must not be enforced while it runs (SQLite's table rebuild). */
  readonly foreignKeysOff: boolean;
}

/** One step of an offline run. */
export interface ScriptedStep {
  readonly revision: string;
  readonly direction: "upgrade" | "downgrade" | "stamp" | "repeatable";
  readonly message: string;
  /** What it starts from and what it ends at, as Alembic's log says it. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly statements: readonly ScriptedStatement[];
  /** What moves the rows of the version table. */
  readonly versionStatements: readonly string[];
}

/** A whole offline run. */
export interface SqlScript {
  readonly dialect: "postgresql" | "sqlite";
  /** `step`: a transaction a step. `run`: one for all. */
  readonly transaction: "step" | "run";
  /** What makes the version table where it is not there yet. */
  readonly preamble: readonly string[];
  readonly steps: readonly ScriptedStep[];
}

/** The script of a run that is not connected: comments, transactions, statements, rows of the version table. */
export function renderScript({ dialect, transaction, preamble, steps }: SqlScript): string {
  const blocks = [
    ...(preamble.length === 0 ? [] : [{ comment: null, statements: preamble.map(plain) }]),
    ...steps.map((step) => ({
      comment: runningLine(step),
      statements: [...step.statements, ...step.versionStatements.map(plain)],
    })),
  ];
  const units = transaction === "run" ? [blocks] : blocks.map((block) => [block]);
  return units.map((unit) => renderUnit(dialect, unit)).join("\n");
}

interface Block {
  readonly comment: string | null;
  readonly statements: readonly ScriptedStatement[];
}

/** Blocks in one transaction, which is left for the statements that cannot be inside one. */
function renderUnit(dialect: SqlScript["dialect"], blocks: readonly Block[]): string {
  const foreignKeysOff = blocks.some(({ statements }) => statements.some((each) => each.foreignKeysOff));
  const parts: string[] = [];
  let open = false;
  const setOpen = (wanted: boolean): void => {
    if (wanted !== open) parts.push(wanted ? "BEGIN;" : "COMMIT;");
    open = wanted;
  };
  // SQLite ignores this pragma inside a transaction.
  if (foreignKeysOff && dialect === "sqlite") parts.push("PRAGMA foreign_keys = OFF;");
  for (const { comment, statements } of blocks) {
    if (statements[0]?.transactional ?? true) setOpen(true);
    if (comment !== null) parts.push(`-- ${comment}`);
    for (const { sql, transactional } of statements) {
      setOpen(transactional);
      parts.push(terminated(sql));
    }
  }
  setOpen(false);
  if (foreignKeysOff && dialect === "sqlite")
    parts.push("PRAGMA foreign_key_check;", "PRAGMA foreign_keys = ON;");
  return parts.map((part) => `${part}\n`).join("\n");
}

function plain(sql: string): ScriptedStatement {
  return { sql, transactional: true, foreignKeysOff: false };
}

/** A statement with its semicolon, which goes on a line of its own where a comment would swallow it. */
export function terminated(sql: string): string {
  const text = sql.trim();
  if (text.endsWith(";")) return text;
  const lastLine = text.slice(text.lastIndexOf("\n") + 1);
  return lastLine.includes("--") ? `${text}\n;` : `${text};`;
}
