import { plainFailure, type PlainFailure } from "../errors.ts";

export const badDataFile: PlainFailure<"bad-data-file"> = plainFailure("bad-data-file", {
  exitCode: 1,
  meaning:
    "A JSON, NDJSON or CSV file of rows is not what its file extension says, or a row in it is not a row.",
  message: ({ path, line, problem }) => `${line === null ? path : `${path}:${line}`}: ${problem}`,
  hint: "Correct the file; docs/data.md says how each format is read.",
});

export const noDataFile: PlainFailure<"no-data-file"> = plainFailure("no-data-file", {
  exitCode: 1,
  meaning: "The file, folder or glob of rows that a revision names does not exist.",
  message: ({ path }) => `There is no ${path}.`,
  hint: 'A path is relative to the revision file; `missing: "ignore"` takes what is not there for no rows.',
});

export const unknownFormat: PlainFailure<"unknown-data-format"> = plainFailure("unknown-data-format", {
  exitCode: 2,
  meaning: "The extension of a file of rows names no known format.",
  message: ({ path }) => `The extension of ${path} does not say how its rows are written.`,
  hint: 'Use .json, .ndjson, .jsonl or .csv, or give `format: "json"`, `"ndjson"` or `"csv"`.',
});

export const badDataCall: PlainFailure<"bad-data-call"> = plainFailure("bad-data-call", {
  exitCode: 2,
  meaning:
    "A call such as `op.bulkInsert` or `op.each` was given an option or a row that it does not understand.",
  message: ({ call, problem }) => `${call}: ${problem}.`,
  hint: "docs/data.md says what each call takes.",
});

export const noKey: PlainFailure<"no-key"> = plainFailure("no-key", {
  exitCode: 2,
  meaning: "A table or query is to be walked or overwritten by key, and has no primary key that is known.",
  message: ({ what, why }) => `There is no key for ${what}: ${why}.`,
  hint: 'Give `key`, the columns that tell its rows apart: { key: "id" } or { key: ["tenant", "id"] }.',
});

export const badKey: PlainFailure<"bad-key"> = plainFailure("bad-key", {
  exitCode: 1,
  meaning:
    "Rows are walked by a key that is NULL in some, or the same in several, so that rows would be left out.",
  message: ({ what, key, problem }) => `${what} cannot be walked by ${key.join(", ")}: ${problem}.`,
  hint: "Walk by columns that are NOT NULL and together unique.",
});

export const nothingToSet: PlainFailure<"nothing-to-set"> = plainFailure("nothing-to-set", {
  exitCode: 2,
  meaning: "`op.backfill` was called without a column to set.",
  message: ({ table }) => `The backfill of ${table} sets no column.`,
  hint: 'Give `set`, SQL by column: { set: { slug: "lower(title)" } }.',
});

export const interrupted: PlainFailure<"interrupted"> = plainFailure("interrupted", {
  exitCode: 1,
  meaning: "A run was asked to stop and did, between two steps or two batches of rows.",
  message: ({ where }) => `Stopped ${where}.`,
  hint: ({ resumes }) =>
    resumes
      ? "What is done stays done; run the command again to go on from here."
      : "It was rolled back; a revision with `transaction = false` would go on from here.",
});

export const backfillNotFinished: PlainFailure<"backfill-not-finished"> = plainFailure(
  "backfill-not-finished",
  {
    exitCode: 1,
    meaning:
      "A revision demands that the backfill of an earlier one is finished, and the journal does not say so.",
    message: ({ revision, found }) => `The backfill of ${revision} is not finished: ${found}.`,
    hint: ({ revision }) =>
      `Run \`mig upgrade ${revision}\` first, or \`mig downgrade\` to before it when it is stamped; \`mig log\` shows what was tried.`,
  },
);

export const outsideFolder: PlainFailure<"outside-folder"> = plainFailure("outside-folder", {
  exitCode: 2,
  meaning: "The name that `op.export` was given for a row is outside the folder of the export.",
  message: ({ name, folder }) => `${JSON.stringify(name)} is outside ${folder}.`,
  hint: "Let `name` return a path inside the folder, such as `${row.id}.json`.",
});

export const rebuildInBatch: PlainFailure<"rebuild-in-batch"> = plainFailure("rebuild-in-batch", {
  exitCode: 1,
  meaning:
    "A function of `op.each` changes a table in a way for which SQLite must rebuild it, in a revision without a transaction.",
  message: "A table cannot be rebuilt inside of op.each.",
  hint: "Change the table before or after op.each.",
});
