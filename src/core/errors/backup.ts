import { failure, plainFailure, type Failure, type PlainFailure } from "../errors.ts";

export const backupFailed: Failure<[why: string, hint: string, cause?: unknown]> = failure(
  "backup-failed",
  1,
  "The backup before a run could not be made, or is not good; nothing was run.",
  (why, hint, cause) => ({ message: `The backup failed: ${why}`, hint, cause }),
);

export const restoreFailed: Failure<[place: string, why: string, hint: string, cause?: unknown]> = failure(
  "restore-failed",
  1,
  "A backup could not be put back.",
  (place, why, hint, cause) => ({
    message: `${place} cannot be restored: ${why}`,
    hint,
    details: { place },
    cause,
  }),
);

export const foreignBackup: PlainFailure<"foreign-backup"> = plainFailure("foreign-backup", {
  exitCode: 2,
  meaning: "The file to be restored is not known to be a backup of this database. Nothing was changed.",
  message: ({ place, why }) => `${place} is not known to be a backup of this database: ${why}.`,
  hint: "`mig backups` lists those that are. If it is to replace the database all the same, give --foreign.",
});

export const noBackup: PlainFailure<"no-backup"> = plainFailure("no-backup", {
  exitCode: 2,
  meaning: "The journal knows no backup, or none of the given name, and no file has that path.",
  message: ({ name }) => (name === null ? "The journal knows of no backup." : `There is no backup ${name}.`),
  hint: "`mig backups` lists what there is; a backup is made by --backup or the setting `backup`.",
});
