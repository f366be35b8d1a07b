import { failure, type Failure } from "../errors.ts";

/** The folder is none of drizzle-kit's. */
export const noKitFolder: Failure<[folder: string]> = failure(
  "no-kit-folder",
  2,
  "The folder given to `mig import drizzle` holds no migrations of drizzle-kit.",
  (folder) => ({
    message: `${folder} holds no migrations of drizzle-kit: neither meta/_journal.json nor folders with a migration.sql.`,
    hint: "Name the folder that drizzle.config has as `out`: mig import drizzle ./drizzle",
    details: { folder },
  }),
);

/** A file of drizzle-kit's history cannot be used. */
export const badKitFile: Failure<[path: string, why: string]> = failure(
  "bad-kit-file",
  1,
  "A file of drizzle-kit's history is missing or cannot be read. Nothing was written.",
  (path, why) => ({
    message: `${path}: ${why}.`,
    hint: "Bring the file back from version control, then import again.",
    details: { path },
  }),
);

/** A migration of drizzle-kit cannot be run, so that the revision made of it could not be either. */
export const kitMigrationFailed: Failure<[name: string, statement: string | null, why: string]> = failure(
  "kit-migration-failed",
  1,
  "A migration of drizzle-kit cannot be run on an empty database, so that neither it nor what comes after it would run as a revision. Nothing was written.",
  (name, statement, why) => ({
    message: `${name} of drizzle-kit cannot be run on an empty database: ${why}`,
    hint: "Mend its file, then import again; `--no-proof` imports it all the same, without a way back from it on. Nothing was written.",
    details: { name, sql: statement },
  }),
);

/** No such history can be imported. */
export const unknownHistory: Failure<[from: string]> = failure(
  "unknown-history",
  2,
  "`mig import` was asked for a history that it does not know.",
  (from) => ({
    message: `${from} is no history that can be imported.`,
    hint: "mig import drizzle [folder], or mig import table NAME for the table in which another tool keeps what it has run, such as alembic_version.",
    details: { from },
  }),
);
