import { statementFailed } from "../../core/errors/database.ts";
import type { MigError } from "../../core/errors.ts";
import { firstTokens, tokensOf } from "../../core/sql/tokens.ts";
import { lexical } from "./lexical.ts";

/**
 * The error for what only psql can run, or null: its own commands, and COPY from or to its terminal, for
 * whose rows the server would wait for ever.
 */
export function psqlOnly(sql: string, index: number): MigError | null {
  // The first word is found without reading the rest, which may be a script of megabytes.
  const first = firstTokens(sql, lexical, 1)[0]?.text.toUpperCase();
  if (first !== "\\" && first !== "COPY") return null;
  const words = tokensOf(sql, lexical).map(({ text }) => text.toUpperCase());
  const failed = { sql, index, position: null, engineCode: null };
  if (first === "\\") {
    const engineHint = "Leave it out; what a script needs of psql has to be written in SQL.";
    return statementFailed(
      `\\${words[1] ?? ""} is a command of psql, not SQL.`,
      { ...failed, engineHint },
      null,
    );
  }
  const direction = words.findIndex((word) => word === "STDIN" || word === "STDOUT");
  if (direction === -1) return null;
  const engineHint =
    words[direction] === "STDIN"
      ? "Write the rows as INSERT (pg_dump --inserts does), or read them from a file with op.seed."
      : "Write rows to files with op.export.";
  const message = `COPY … ${words[direction - 1] ?? ""} ${words[direction] ?? ""} talks to psql, and a revision has no psql to talk to.`;
  return statementFailed(message, { ...failed, engineHint }, null);
}
