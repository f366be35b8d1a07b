import { connectionFailed, connectionLost, statementFailed } from "../../../core/errors/database.ts";
import { MigError } from "../../../core/errors.ts";

/** What the driver tells of an error of the server. */
interface ServerError extends Error {
  readonly code: string;
  readonly position?: string;
  readonly detail?: string;
  readonly hint?: string;
}

/** The driver's error in the words of the project: the statement and where in it, or the lost connection. */
export function failureOf(error: unknown, sql: string, index: number, label: string): MigError {
  if (error instanceof MigError) return error;
  // A fault of JavaScript is one of reading or writing values.
  if (error instanceof SyntaxError || error instanceof TypeError || error instanceof RangeError)
    return statementFailed(
      error.message,
      { sql, index, position: null, engineCode: null, engineHint: null },
      error,
    );
  if (!isServerError(error)) return lost(label, error);
  const hint = hints.get(error.code) ?? error.hint;
  const failed = {
    sql,
    index,
    position: error.position === undefined ? null : offsetOf(sql, Number(error.position)),
    engineCode: error.code,
    engineHint: hint === undefined || hint === "" ? null : asSentence(hint),
  };
  // The detail says which rows or objects are meant, which the journal should know too.
  const said = error.detail === undefined || error.detail === "" ? [] : [error.detail];
  const message = said.length === 0 ? error.message : [error.message, ...said].map(asSentence).join(" ");
  return statementFailed(message, failed, error);
}

/** By SQLSTATE, where the server says nothing that helps, or what must not be followed. */
const hints: ReadonlyMap<string, string> = new Map([
  // dependent_objects_still_exist: the server's own hint is CASCADE, which would drop what nobody has named.
  ["2BP01", "Drop or change what depends on it first, in the same revision."],
  // out_of_memory, which a transaction meets that touches thousands of tables.
  [
    "53200",
    "One transaction may lock only so many tables and indexes: raise max_locks_per_transaction of the server and restart it, or split the revision.",
  ],
  // invalid_schema_name
  [
    "3F000",
    "Make the schema first: by op.createSchema in a revision, or by hand where it is that of the version table.",
  ],
]);

/** The server ends its details with a full stop as it pleases; a list of several lines becomes one. */
function asSentence(text: string): string {
  const line = text.trim().split("\n").join("; ");
  return /[.!?]$/u.test(line) ? line : `${line}.`;
}

/** The database cannot be reached. */
export function unreachable(label: string, error: unknown): MigError {
  return connectionFailed(label, firstOf(error));
}

/** The database cannot be reached any more. */
export function lost(label: string, error: unknown): MigError {
  return connectionLost(label, firstOf(error));
}

/** One for each address of a host. */
function firstOf(error: unknown): unknown {
  return error instanceof AggregateError ? error.errors[0] : error;
}

/** The SQLSTATE of a failed statement; null for all other errors. */
export function stateOf(error: unknown): string | null {
  const state = error instanceof MigError ? error.details["engineCode"] : null;
  return typeof state === "string" ? state : null;
}

/** Whether the session cannot be used any more: it broke, or the server has ended it. */
export function endsSession(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (isServerError(error)) return "severity" in error && error.severity === "FATAL";
  return "syscall" in error || ("code" in error && String(error.code).startsWith("CONNECTION_"));
}

function isServerError(error: unknown): error is ServerError {
  return error instanceof Error && "severity" in error && "code" in error;
}

/** The server counts characters from 1, JavaScript counts UTF-16 units from 0. */
function offsetOf(sql: string, position: number): number {
  let offset = 0;
  for (const char of sql) {
    if (--position <= 0) return offset;
    offset += char.length;
  }
  return sql.length;
}
