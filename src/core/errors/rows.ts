import { MigError, failure, plainFailure, type Failure, type PlainFailure } from "../errors.ts";

export const cannotStore: PlainFailure<"cannot-store"> = plainFailure("cannot-store", {
  exitCode: 1,
  meaning: "A row of a seed holds a value that the database has no room for.",
  message: ({ column, why }) => `${column} cannot be stored: ${why}.`,
  hint: "Correct the file, or change the value with `transform`.",
});

export const transformFailed: PlainFailure<"transform-failed"> = plainFailure("transform-failed", {
  exitCode: 1,
  meaning: "The `transform` of `op.seed` or `op.export` threw, or returned neither a row nor null.",
  message: ({ where, problem }) => `${where}: ${problem}`,
  hint: "Correct `transform`, or the row that it was given; it returns a row, or null to leave one out.",
});

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

export const sameFile: PlainFailure<"same-file"> = plainFailure("same-file", {
  exitCode: 1,
  meaning: "`name` of `op.export` gave two rows the same file, so that one of them would be lost.",
  message: ({ path }) => `Two rows would be the same file: ${path}.`,
  hint: "Let `name` return a text that is different for each row; upper and lower case are the same on some file systems.",
});

export const notAFile: PlainFailure<"not-a-file"> = plainFailure("not-a-file", {
  exitCode: 2,
  meaning: "A folder, or a link to nothing, stands where `op.export` is to write a file.",
  message: ({ path }) => `${path} exists and is not a file.`,
  hint: "Move it away, or let the export write to another path.",
});

/** The same failure with the place in a file that it comes from. */
export function failedAt(path: string, line: number, error: MigError): MigError {
  return new MigError(error.code, error.exitCode, {
    message: `${path}:${line}: ${error.message}`,
    hint: error.hint,
    details: { ...error.details, path, line },
    cause: error.cause ?? error,
  });
}
