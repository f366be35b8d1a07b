import { failure, plainFailure, type Failure, type PlainFailure } from "../errors.ts";
import { messageOf } from "../thrown.ts";

export const notInJournal: PlainFailure<"not-in-journal"> = plainFailure("not-in-journal", {
  exitCode: 1,
  meaning:
    "`--from-journal` was given, and the journal keeps no text of a revision that is applied and has no file. Nothing was run.",
  message: ({ revisions }) =>
    `The journal keeps no text of ${revisions.join(", ")}, and there is no such file.`,
  hint:
    "A text is kept when a revision is applied from a file; not by a stamp or `mig resolve`, of code in a bundle, by older versions, " +
    "or with `journalSource: false`. Bring the file back, or say where the database stands: mig stamp --purge REVISION",
});

export const keptTextFailed: PlainFailure<"kept-text-failed"> = plainFailure("kept-text-failed", {
  exitCode: 1,
  meaning:
    "The text of a revision that the journal keeps cannot be loaded, for example since a file that it imports is gone. Nothing was run.",
  message: ({ revision }, cause) => `The journal's text of ${revision} failed: ${messageOf(cause)}`,
  hint: ({ path }) =>
    `The journal keeps the revision alone, not what it imports: bring back what is missing, or ${path} itself.`,
});

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
