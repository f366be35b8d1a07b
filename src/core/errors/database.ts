import type { FailedStatement } from "./failed-statement.ts";
import { counted } from "../counted.ts";
import { failure, plainFailure, type Failure, type PlainFailure } from "../errors.ts";
import { refusalHint } from "./refusals.ts";

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

export const dependentBroken: Failure<
  [kind: string, name: string, why: string, failed: FailedStatement, cause: unknown]
> = failure(
  "dependent-broken",
  1,
  "SQLite refused to rename or change a table because a view, a trigger or an index that rests on it could not be read after that. The step was rolled back.",
  (kind, name, why, failed, cause) => ({
    message: `The ${kind} ${name} is in the way: after this statement it could not be read (${why}).`,
    hint: `Drop the ${kind} before the table is dropped or changed, and make it again at the end; op.alterColumn and its like do so by themselves.`,
    details: { ...failed, kind, name },
    cause,
  }),
);

function codeOf(cause: unknown): string | null {
  return cause instanceof Error && "code" in cause && typeof cause.code === "string" ? cause.code : null;
}

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

export const driverMissing: PlainFailure<"driver-missing"> = plainFailure("driver-missing", {
  exitCode: 1,
  meaning:
    "No driver of the configured dialect is installed in the project, or the one that `driver` names is not.",
  message: ({ drivers, dialect }) =>
    drivers.length === 1
      ? `The dialect ${dialect} needs ${drivers[0]}, which cannot be loaded.`
      : `The dialect ${dialect} needs one of ${drivers.join(", ")}; none of them can be loaded.`,
  hint: ({ drivers }, cause) => installHint(drivers, cause),
});

function installHint([driver = ""]: readonly string[], cause: unknown): string {
  if (wasBuiltForAnother(cause)) return `It was built for another version of Node: npm rebuild ${driver}`;
  return driver.startsWith("node:")
    ? "It comes with Node 22.16 and later; install another driver, such as better-sqlite3, or a newer Node."
    : `Install it next to drizzle-mig: npm install ${driver}`;
}

export const unknownDriver: PlainFailure<"unknown-driver"> = plainFailure("unknown-driver", {
  exitCode: 2,
  meaning: "The setting `driver` names a driver that the dialect does not have.",
  message: ({ driver, dialect }) => `There is no driver ${driver} of ${dialect}.`,
  hint: ({ known }) =>
    `Drivers are ${known.join(", ")}; without the setting the first of them that is installed is taken.`,
});

function wasBuiltForAnother(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "ERR_DLOPEN_FAILED";
}

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

export const badUrlParameter: PlainFailure<"bad-url-parameter"> = plainFailure("bad-url-parameter", {
  exitCode: 2,
  meaning:
    "A parameter in the url of the database has a value that it cannot have, or would change what is read in a way that the driver does not know.",
  message: ({ name, value, why }) => `The url of the database says ${name}=${value}: ${why}.`,
  hint: ({ name }) => `Correct ${name} in the url, or leave it out.`,
});

export const unfinishedWrite: PlainFailure<"unfinished-write"> = plainFailure("unfinished-write", {
  exitCode: 1,
  meaning:
    "A process was killed while it wrote to the SQLite file. What it left must be taken back before the file can be read, which needs the right to write.",
  message: ({ path }) =>
    `${path} was left in the middle of a write by a process that was killed, and cannot be repaired without permission to write.`,
  hint: ({ path }) =>
    `Run \`mig current\` once as a user who may write the file and its folder, with a url without mode=ro: that rolls the write back. Keep ${path}-journal until then.`,
});

export const lockTimeout: PlainFailure<"lock-timeout"> = plainFailure("lock-timeout", {
  exitCode: 1,
  meaning: "Another runner held the lock of this database for longer than the time allowed.",
  message: ({ seconds, holder }) =>
    `Another runner holds the lock of this database${holder === null ? "" : ` (${holder})`}; waited ${seconds} s.`,
  hint: "Wait for it to finish, or allow more time with --lock-timeout.",
});

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
    message: `${failed.engineCode === "40001" ? "Others changed the same rows" : "A lock could not be taken"} in ${counted(attempts, "attempt")} within ${Math.round(waited / 1000)} s${blockers === null ? "" : `; it is held by ${blockers}`}.`,
    hint: "End what holds the lock, or run the command again when there is less to do; busyTimeout says how long to try.",
    details: { ...failed, attempts, blockers },
    cause,
  }),
);

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

export const lockNotFreed: PlainFailure<"lock-not-freed"> = plainFailure("lock-not-freed", {
  exitCode: 1,
  meaning:
    "`mig unlock` cannot take the lock away: its holder is in the middle of a transaction, or is a process that only the operating system can end.",
  message: ({ holder }) => `The lock cannot be taken away from ${holder}.`,
  hint: "Wait for it to finish, or end that process; the lock is free then.",
});

export const unsupportedOperation: Failure<[what: string, dialect: string, hint: string]> = failure(
  "unsupported-operation",
  2,
  "The operation means nothing on this database, for example an enumerated type on SQLite.",
  (what, dialect, hint) => ({ message: `${dialect} has no ${what}.`, hint, details: { what, dialect } }),
);

export const foreignKeysBroken: PlainFailure<"foreign-keys-broken"> = plainFailure("foreign-keys-broken", {
  exitCode: 1,
  meaning:
    "A step that rebuilds or drops tables left rows that point to rows which do not exist; it was rolled back.",
  message: ({ violations }) =>
    `The step would leave ${counted(violations.length, "broken foreign key")}: ${violations.slice(0, 5).join("; ")}`,
  hint: "Repair or remove these rows in the revision before the change.",
});

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

export const unreadableSchema: PlainFailure<"unreadable-catalogue"> = plainFailure("unreadable-catalogue", {
  exitCode: 1,
  meaning: "The database keeps an object whose text cannot be read, for example one of a newer engine.",
  message: ({ kind, name, sql }) => `The ${kind} ${name} cannot be read: ${sql.slice(0, 200)}`,
  hint: "Leave it out with tablesFilter, and report the statement as a bug.",
});
