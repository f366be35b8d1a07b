import { failure, type Failure } from "../errors.ts";

/** A file of rows that cannot be read. */
export const badDataFile: Failure<[path: string, line: number | null, problem: string]> = failure(
  "bad-data-file",
  1,
  "A JSON, NDJSON or CSV file of rows is not what its ending says, or a row in it is no row.",
  (path, line, problem) => ({
    message: `${line === null ? path : `${path}:${line}`}: ${problem}`,
    hint: "Correct the file; docs/data.md says how each format is read.",
    details: { path, line, problem },
  }),
);

/** A file of rows that is not there. */
export const noDataFile: Failure<[path: string]> = failure(
  "no-data-file",
  1,
  "The file, folder or glob of rows that a revision names does not exist.",
  (path) => ({
    message: `There is no ${path}.`,
    hint: 'A path is relative to the revision file; `missing: "ignore"` takes what is not there for no rows.',
    details: { path },
  }),
);

/** A format of rows that is not known. */
export const unknownFormat: Failure<[path: string]> = failure(
  "unknown-data-format",
  2,
  "The ending of a file of rows says no format that is known.",
  (path) => ({
    message: `The ending of ${path} does not say how its rows are written.`,
    hint: 'Use .json, .ndjson, .jsonl or .csv, or give `format: "json"`, `"ndjson"` or `"csv"`.',
    details: { path },
  }),
);

/** A data call with an argument that means nothing. */
export const badDataCall: Failure<[call: string, problem: string]> = failure(
  "bad-data-call",
  2,
  "A call such as `op.bulkInsert` or `op.each` was given an option or a row that means nothing.",
  (call, problem) => ({
    message: `${call}: ${problem}.`,
    hint: "docs/data.md says what each call takes.",
    details: { call, problem },
  }),
);

/** Rows that cannot be walked, since nothing tells them apart. */
export const noKey: Failure<[what: string, why: string]> = failure(
  "no-key",
  2,
  "A table or query is to be walked or overwritten by key, and has no primary key that is known.",
  (what, why) => ({
    message: `There is no key for ${what}: ${why}.`,
    hint: 'Give `key`, the columns that tell its rows apart: { key: "id" } or { key: ["tenant", "id"] }.',
    details: { what, why },
  }),
);

/** A key that does not tell rows apart. */
export const badKey: Failure<[what: string, key: readonly string[], problem: string]> = failure(
  "bad-key",
  1,
  "Rows are walked by a key that is NULL in some, or the same in several, so that rows would be left out.",
  (what, key, problem) => ({
    message: `${what} cannot be walked by ${key.join(", ")}: ${problem}.`,
    hint: "Walk by columns that are NOT NULL and together unique.",
    details: { what, key, problem },
  }),
);

/** A backfill that sets nothing. */
export const nothingToSet: Failure<[table: string]> = failure(
  "nothing-to-set",
  2,
  "`op.backfill` was called without a column to set.",
  (table) => ({
    message: `The backfill of ${table} sets no column.`,
    hint: 'Give `set`, SQL by column: { set: { slug: "lower(title)" } }.',
    details: { table },
  }),
);

/** A run that was asked to stop; `where` is `after 20 rows of the backfill of users` or `before the upgrade of b`. */
export const interrupted: Failure<[where: string, resumes: boolean]> = failure(
  "interrupted",
  1,
  "A run was asked to stop and did, between two steps or two batches of rows.",
  (where, resumes) => ({
    message: `Stopped ${where}.`,
    hint: resumes
      ? "What is done stays done; run the command again to go on from here."
      : "It was rolled back; a revision with `transaction = false` would go on from here.",
    details: { where, resumes },
  }),
);

/** An earlier backfill that is not finished. */
export const backfillNotFinished: Failure<[revision: string, found: string]> = failure(
  "backfill-not-finished",
  1,
  "A revision demands that the backfill of an earlier one is finished, and the journal does not say so.",
  (revision, found) => ({
    message: `The backfill of ${revision} is not finished: ${found}.`,
    hint: `Run \`mig upgrade ${revision}\` first, or \`mig downgrade\` to before it when it is stamped; \`mig log\` shows what was tried.`,
    details: { revision, found },
  }),
);

/** A file that would be written outside of its folder. */
export const outsideFolder: Failure<[name: string, folder: string]> = failure(
  "outside-folder",
  2,
  "The name that `op.export` was given for a row leads out of the folder of the export.",
  (name, folder) => ({
    message: `${JSON.stringify(name)} leads out of ${folder}.`,
    hint: "Let `name` return a path inside the folder, such as `${row.id}.json`.",
    details: { name, folder },
  }),
);

/** A table that would be rebuilt in a batch. */
export const rebuildInBatch: Failure<[]> = failure(
  "rebuild-in-batch",
  1,
  "A function of `op.each` changes a table in a way for which SQLite must rebuild it, in a revision without a transaction.",
  () => ({
    message: "A table cannot be rebuilt inside of op.each.",
    hint: "Change the table before or after op.each.",
  }),
);
