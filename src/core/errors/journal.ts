import { failure, type Failure } from "../errors.ts";
import { messageOf } from "../thrown.ts";

/** The text of a revision is neither in a file nor in the journal. */
export const notInJournal: Failure<[revisions: readonly string[]]> = failure(
  "not-in-journal",
  1,
  "`--from-journal` was given, and the journal keeps no text of a revision that is applied and has no file. Nothing was run.",
  (revisions) => ({
    message: `The journal keeps no text of ${revisions.join(", ")}, and there is no such file.`,
    hint:
      "A text is kept when a revision is applied from a file; not by a stamp or `mig resolve`, of code in a bundle, by older versions, " +
      "or with `journalSource: false`. Bring the file back, or say where the database stands: mig stamp --purge REVISION",
    details: { revisions },
  }),
);

/** The text of a revision that the journal keeps cannot be loaded. */
export const keptTextFailed: Failure<[revision: string, path: string, cause: unknown]> = failure(
  "kept-text-failed",
  1,
  "The text of a revision that the journal keeps cannot be loaded, for example since a file that it imports is gone. Nothing was run.",
  (revision, path, cause) => ({
    message: `The journal's text of ${revision} failed: ${messageOf(cause)}`,
    hint: `The journal keeps the revision alone, not what it imports: bring back what is missing, or ${path} itself.`,
    details: { revision, path },
    cause,
  }),
);

/** The journal says something of a step that is not what we have written. */
export const unreadableDetails: Failure<[details: string, cause: unknown]> = failure(
  "journal-unreadable",
  1,
  "The column `details` of a line in the journal, by which a step without a transaction goes on where it was interrupted, holds something that mig has not written.",
  (details, cause) => ({
    message: `The journal says of a step that was interrupted: ${details.slice(0, 80)}, which is not what mig writes there.`,
    hint: "Find out what of the step is done: `mig log` names it, and mig resolve REV --applied or --reverted says how it stands.",
    details: { details },
    ...(cause === null ? {} : { cause }),
  }),
);
