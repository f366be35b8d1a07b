import type { FailedStatement } from "./failed-statement.ts";
import { counted } from "../counted.ts";
import { failure, type Failure } from "../errors.ts";
import { refusalHint } from "./refusals.ts";

/** The database refused a statement. */
export const statementFailed: Failure<[message: string, failed: FailedStatement, cause: unknown]> = failure(
  "statement-failed",
  1,
  "The database refused a statement. The step it belongs to was rolled back.",
  (message, failed, cause) => ({
    message,
    hint:
      failed.engineHint ??
      refusalHint(failed.engineCode, message) ??
      "Correct the statement, then run the command again.",
    details: { ...failed },
    cause,
  }),
);

/** SQLite refuses a statement because an object that rests on the table could not be read any more. */
export const dependentBroken: Failure<
  [kind: string, name: string, why: string, failed: FailedStatement, cause: unknown]
> = failure(
  "dependent-broken",
  1,
  "SQLite refused to rename or change a table because a view, a trigger or an index that rests on it could not be read after that. The step was rolled back.",
  (kind, name, why, failed, cause) => ({
    message: `The ${kind} ${name} stands in the way: after this statement it could not be read (${why}).`,
    hint: `Drop the ${kind} before the table is dropped or changed, and make it again at the end; op.alterColumn and its like do so by themselves.`,
    details: { ...failed, kind, name },
    cause,
  }),
);

function codeOf(cause: unknown): string | null {
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : null;
}

/** The database cannot be reached or opened. */
export const connectionFailed: Failure<[label: string, cause: unknown]> = failure(
  "connection-failed",
  1,
  "The database cannot be reached or opened.",
  (label, cause) => ({
    message: `Cannot connect to ${label}: ${cause instanceof Error ? cause.message || cause.name : String(cause)}`,
    hint:
      refusalHint(codeOf(cause), String(cause)) ??
      "Check the url of the configuration, or MIG_URL, and that the database is up.",
    details: { database: label },
    cause,
  }),
);

/** A connection that was there is no more. */
export const connectionLost: Failure<[label: string, cause: unknown]> = failure(
  "connection-lost",
  1,
  "The connection to the database was lost in the middle of the work.",
  (label, cause) => ({
    message: `The connection to ${label} was lost: ${cause instanceof Error ? cause.message || cause.name : String(cause)}`,
    hint: "Look at the database's own log for why, then run the command again: what was not finished was rolled back.",
    details: { database: label },
    cause,
  }),
);

/** No driver that could open the database is installed. */
export const driverMissing: Failure<[drivers: readonly string[], dialect: string, cause: unknown]> = failure(
  "driver-missing",
  1,
  "No driver of the configured dialect is installed in the project, or the one that `driver` names is not.",
  (drivers, dialect, cause) => ({
    message:
      drivers.length === 1
        ? `The dialect ${dialect} needs ${drivers[0]}, which cannot be loaded.`
        : `The dialect ${dialect} needs one of ${drivers.join(", ")}; none of them can be loaded.`,
    hint: installHint(drivers, cause),
    details: { drivers, dialect },
    cause,
  }),
);

function installHint([driver = ""]: readonly string[], cause: unknown): string {
  if (wasBuiltForAnother(cause)) return `It was built for another version of Node: npm rebuild ${driver}`;
  return driver.startsWith("node:")
    ? "It comes with Node 22.16 and later; install another driver, such as better-sqlite3, or a newer Node."
    : `Install it beside drizzle-mig: npm install ${driver}`;
}

/** There is no driver of this name. */
export const unknownDriver: Failure<[driver: string, dialect: string, known: readonly string[]]> = failure(
  "unknown-driver",
  2,
  "The setting `driver` names a driver that the dialect does not have.",
  (driver, dialect, known) => ({
    message: `There is no driver ${driver} of ${dialect}.`,
    hint: `Drivers are ${known.join(", ")}; without the setting the first of them that is installed is taken.`,
    details: { driver, dialect, known },
  }),
);

function wasBuiltForAnother(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ERR_DLOPEN_FAILED";
}

/** The url is not one of the dialect's. */
export const badUrl: Failure<[label: string, dialect: string]> = failure(
  "bad-url",
  2,
  "The url of the configuration is not one that the dialect understands.",
  (label, dialect) => ({
    message: `${label} is not a url for ${dialect}.`,
    hint:
      dialect === "sqlite"
        ? "Give file:./app.db, ./app.db or :memory:"
        : "Give postgres://user:password@host:5432/database",
    details: { dialect },
  }),
);

/** A parameter of a url that cannot be heeded. */
export const badUrlParameter: Failure<[name: string, value: string, why: string]> = failure(
  "bad-url-parameter",
  2,
  "A parameter in the url of the database has a value that it cannot have, or would change what is read in a way that the driver does not know.",
  (name, value, why) => ({
    message: `The url of the database says ${name}=${value}: ${why}.`,
    hint: `Correct ${name} in the url, or leave it out.`,
    details: { name, value },
  }),
);

/** A write that was interrupted must be taken back before the file can be read, and may not be. */
export const unfinishedWrite: Failure<[path: string, cause: unknown]> = failure(
  "unfinished-write",
  1,
  "A process was killed while it wrote to the SQLite file. What it left must be taken back before the file can be read, which needs the right to write.",
  (path, cause) => ({
    message: `${path} was left in the middle of a write by a process that was killed, and cannot be put right without the right to write.`,
    hint: `Run \`mig current\` once as a user who may write the file and its folder, with a url that does not say mode=ro: that takes the write back. Keep ${path}-journal until then.`,
    details: { path },
    cause,
  }),
);

/** Another runner held the lock for too long. */
export const lockTimeout: Failure<[seconds: number, holder: string | null]> = failure(
  "lock-timeout",
  1,
  "Another runner held the lock of this database for longer than the time allowed.",
  (seconds, holder) => ({
    message: `Another runner holds the lock of this database${holder === null ? "" : ` (${holder})`}; waited ${seconds} s.`,
    hint: "Wait for it to finish, or allow more time with --lock-timeout.",
    details: { seconds, holder },
  }),
);

/** Others have held a lock on a table or row for too long. */
export const databaseBusy: Failure<
  [
    failed: FailedStatement,
    wait: { readonly waited: number; readonly attempts: number; readonly blockers: string | null },
    cause: unknown,
  ]
> = failure(
  "database-busy",
  1,
  "A statement could not get a lock that others hold, or met their changes of the same rows, however often it was tried within `busyTimeout`. The step it belongs to was rolled back.",
  (failed, { waited, attempts, blockers }, cause) => ({
    message: `${failed.engineCode === "40001" ? "Others changed the same rows" : "A lock could not be had"} in ${counted(attempts, "attempt")} within ${Math.round(waited / 1000)} s${blockers === null ? "" : `; it is held by ${blockers}`}.`,
    hint: "End what holds the lock, or run the command again when there is less to do; busyTimeout says how long to try.",
    details: { ...failed, attempts, blockers },
    cause,
  }),
);

/** The lock of this run is another's by now. */
export const lockLost: Failure<[cause: unknown]> = failure(
  "lock-lost",
  1,
  "The run was without a sign of life for so long that its lock lapsed or was taken away, so that another runner may be at work. The step was not carried out any further.",
  (cause) => ({
    message: "The lock of this run was lost: another runner may have taken it over.",
    hint: "See where the database stands with `mig current` and `mig log`, then run the command again.",
    details: {},
    cause,
  }),
);

/** The lock cannot be taken away from its holder. */
export const lockNotFreed: Failure<[holder: string]> = failure(
  "lock-not-freed",
  1,
  "`mig unlock` cannot take the lock away: its holder is in the middle of a transaction, or is a process that only the operating system can end.",
  (holder) => ({
    message: `The lock cannot be taken away from ${holder}.`,
    hint: "Wait for it to finish, or end that process; the lock is free then.",
    details: { holder },
  }),
);

/** The engine has no such thing. */
export const unsupportedOperation: Failure<[what: string, dialect: string, hint: string]> = failure(
  "unsupported-operation",
  2,
  "The operation means nothing on this database, for example an enumerated type on SQLite.",
  (what, dialect, hint) => ({ message: `${dialect} has no ${what}.`, hint, details: { what, dialect } }),
);

/** New rows broke foreign keys while they were not enforced. */
export const foreignKeysBroken: Failure<[violations: readonly string[]]> = failure(
  "foreign-keys-broken",
  1,
  "A step that rebuilds or drops tables left rows that point to rows which do not exist; it was rolled back.",
  (violations) => ({
    message: `The step would leave ${counted(violations.length, "broken foreign key")}: ${violations.slice(0, 5).join("; ")}`,
    hint: "Repair or remove these rows in the revision before the change.",
    details: { violations },
  }),
);

/** The name of an object in an operation cannot be found in the database. */
export const noSuchObject: Failure<
  [kind: string, name: string, inside: string | null, instead?: string | null]
> = failure(
  "no-such-object",
  1,
  "An operation names a table, column, constraint or other object that is not there.",
  (kind, name, inside, instead = null) => ({
    message: `There is no ${kind} ${name}${inside === null ? "" : ` in ${inside}`}.`,
    hint: instead ?? "Check the spelling and the order of operations; mig diff shows what the database has.",
    details: { kind, name, inside },
  }),
);

/** A text of the catalogue that we cannot read. */
export const unreadableSchema: Failure<[kind: string, name: string, sql: string]> = failure(
  "unreadable-catalogue",
  1,
  "The database keeps an object whose text cannot be read, for example one of a newer engine.",
  (kind, name, sql) => ({
    message: `The ${kind} ${name} cannot be read: ${sql.slice(0, 200)}`,
    hint: "Leave it out with tablesFilter, and report the statement as a bug.",
    details: { kind, name, sql },
  }),
);
