import { failure, plainFailure, type Failure, type PlainFailure } from "../errors.ts";

export const noKitFolder: PlainFailure<"no-kit-folder"> = plainFailure("no-kit-folder", {
  exitCode: 2,
  meaning: "The folder given to `mig import drizzle` holds no migrations of drizzle-kit.",
  message: ({ folder }) =>
    `${folder} holds no migrations of drizzle-kit: neither meta/_journal.json nor folders with a migration.sql.`,
  hint: "Name the folder that drizzle.config has as `out`: mig import drizzle ./drizzle",
});

export const badKitFile: PlainFailure<"bad-kit-file"> = plainFailure("bad-kit-file", {
  exitCode: 1,
  meaning: "A file of drizzle-kit's history is missing or cannot be read. Nothing was written.",
  message: ({ path, why }) => `${path}: ${why}.`,
  hint: "Bring the file back from version control, then import again.",
});

export const kitMigrationFailed: Failure<[name: string, statement: string | null, why: string]> = failure(
  "kit-migration-failed",
  1,
  "A migration of drizzle-kit cannot be run on an empty database, so that neither it nor what comes after it would run as a revision. Nothing was written.",
  (name, statement, why) => ({
    message: `${name} of drizzle-kit cannot be run on an empty database: ${why}`,
    hint: "Correct its file, then import again; `--no-proof` imports it all the same, without a way back from it on. Nothing was written.",
    details: { name, sql: statement },
  }),
);

export const unknownHistory: PlainFailure<"unknown-history"> = plainFailure("unknown-history", {
  exitCode: 2,
  meaning: "`mig import` was asked for a history that it does not know.",
  message: ({ from }) => `${from} is not a history that can be imported.`,
  hint: "mig import drizzle [folder], or mig import table NAME for the table in which another tool keeps what it has run, such as alembic_version.",
});
