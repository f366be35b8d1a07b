import { failure, MigError, type Failure } from "../errors.ts";

/** A value that a column cannot hold, whatever its type. */
export const cannotStore: Failure<[column: string, why: string]> = failure(
  "cannot-store",
  1,
  "A row of a seed holds a value that the database has no room for.",
  (column, why) => ({
    message: `${column} cannot be stored: ${why}.`,
    hint: "Correct the file, or change the value with `transform`.",
    details: { column, why },
  }),
);

/** A function of a revision that failed on a row, or gave back what is no row; `where` is `people.csv:7`. */
export const transformFailed: Failure<[where: string, problem: string, cause: unknown]> = failure(
  "transform-failed",
  1,
  "The `transform` of `op.seed` or `op.export` threw, or returned neither a row nor null.",
  (where, problem, cause) => ({
    message: `${where}: ${problem}`,
    hint: "Correct `transform`, or the row that it was given; it returns a row, or null to leave one out.",
    details: { where, problem },
    cause,
  }),
);

/** A row's file name that is none. */
export const badFileName: Failure<[name: unknown, problem: string]> = failure(
  "bad-file-name",
  2,
  "The `name` of `op.export` returned what cannot be the name of a file.",
  (name, problem) => ({
    message: `\`name\` returned ${typeof name === "string" ? JSON.stringify(name) : String(name)} for a row: ${problem}.`,
    hint: "Let `name` return a text that is different for each row, such as `${row.id}`.",
    details: { name: String(name), problem },
  }),
);

/** Two rows of an export that would be one file. */
export const sameFile: Failure<[name: string, path: string]> = failure(
  "same-file",
  1,
  "`name` of `op.export` gave two rows the same file, so that one of them would be lost.",
  (name, path) => ({
    message: `Two rows would be the same file: ${path}.`,
    hint: "Let `name` return a text that is different for each row; upper and lower case are the same on some file systems.",
    details: { name, path },
  }),
);

/** Something else than a file, where a file is to be written. */
export const notAFile: Failure<[path: string]> = failure(
  "not-a-file",
  2,
  "A folder, or a link to nothing, stands where `op.export` is to write a file.",
  (path) => ({
    message: `${path} is there, and is no file.`,
    hint: "Move it away, or let the export write to another path.",
    details: { path },
  }),
);

/** The same failure with the place in a file that it comes from. */
export function failedAt(path: string, line: number, error: MigError): MigError {
  return new MigError(error.code, error.exitCode, {
    message: `${path}:${line}: ${error.message}`,
    hint: error.hint,
    details: { ...error.details, path, line },
    cause: error.cause ?? error,
  });
}
