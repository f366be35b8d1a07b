import { failure, plainFailure, type Failure, type PlainFailure } from "../errors.ts";

export const notAHead: PlainFailure<"not-a-head"> = plainFailure("not-a-head", {
  exitCode: 2,
  meaning:
    "A new revision, or a merge, would start from a revision that others follow already, which makes a branch.",
  message: ({ revision }) => `Revision ${revision} is not a head revision.`,
  hint: "Add --splice to start a new branch from it.",
});

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

export const nothingToMerge: PlainFailure<"nothing-to-merge"> = plainFailure("nothing-to-merge", {
  exitCode: 2,
  meaning: "A merge needs at least two different revisions.",
  message: ({ found }) =>
    found.length === 0 ? "There is nothing to merge." : `There is nothing to merge ${found.join(", ")} with.`,
  hint: "Name two or more heads; `mig heads` lists them.",
});
