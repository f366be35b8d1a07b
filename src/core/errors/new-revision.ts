import { failure, type Failure } from "../errors.ts";

/** A new revision would follow one that others follow already. */
export const notAHead: Failure<[revision: string]> = failure(
  "not-a-head",
  2,
  "A new revision, or a merge, would start from a revision that others follow already, which makes a branch.",
  (revision) => ({
    message: `Revision ${revision} is not a head revision.`,
    hint: "Add --splice to start a new branch from it.",
    details: { revision },
  }),
);

/** The id or the file name of a new revision cannot be one. */
export const badRevisionId: Failure<[id: string, file: string, why: string]> = failure(
  "bad-revision-id",
  2,
  "The id given to a new revision, or the file name made from it by `fileTemplate`, cannot be that of a revision in its folder.",
  (id, file, why) => ({
    message: `A revision ${JSON.stringify(id)} cannot be written as ${JSON.stringify(file)}: ${why}.`,
    hint: "Give --rev-id letters, digits and underscores; fileTemplate names a file inside the revision folder.",
    details: { revision: id, file },
  }),
);

/** A merge of fewer than two revisions. */
export const nothingToMerge: Failure<[found: readonly string[]]> = failure(
  "nothing-to-merge",
  2,
  "A merge needs at least two different revisions.",
  (found) => ({
    message:
      found.length === 0
        ? "There is nothing to merge."
        : `There is nothing to merge ${found.join(", ")} with.`,
    hint: "Name two or more heads; `mig heads` lists them.",
    details: { found },
  }),
);
