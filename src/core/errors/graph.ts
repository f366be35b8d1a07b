import { failure, plainFailure, type Failure, type MigError, type PlainFailure } from "../errors.ts";

export const illegalRevisionId: Failure<[id: string, why: string, place: string]> = failure(
  "illegal-revision-id",
  1,
  "An id of a revision is empty, reserved, or holds one of the characters @ + - : that expressions are made of.",
  (id, why, place) => ({
    message: `${JSON.stringify(id)} cannot be the id of a revision: ${why} (${place}).`,
    hint: "Use letters, digits and underscores; the words head, heads, base and current are reserved.",
    details: { revision: id, places: [place] },
  }),
);

export const illegalBranchLabel: Failure<[label: string, revision: string, why: string, place: string]> =
  failure(
    "illegal-branch-label",
    1,
    "A branch label is empty, reserved, or holds something other than letters, digits, underscores, dots and slashes.",
    (label, revision, why, place) => ({
      message: `${JSON.stringify(label)} cannot be a branch label of revision ${revision}: ${why} (${place}).`,
      hint: "Write the label with underscores or slashes, for example billing_v2; a minus would read as a step down.",
      details: { label, revision, places: [place] },
    }),
  );

export const duplicateRevision: Failure<[id: string, places: readonly string[]]> = failure(
  "duplicate-revision",
  1,
  "Several revisions have the same id.",
  (id, places) => ({
    message: `Revision ${id} is there ${places.length} times: ${places.join(", ")}.`,
    hint: "Remove all but one of these files, or give the others an id of their own.",
    details: { revision: id, places },
  }),
);

export const missingRevision: PlainFailure<"missing-revision"> = plainFailure("missing-revision", {
  exitCode: 1,
  meaning: "A revision follows, or depends on, a revision that is not among the files.",
  message: ({ missing, revision, relation, places }) =>
    `Revision ${revision} ${relation === "downRevision" ? "follows" : "depends on"} ${missing}, which is not among the revisions (${places.join(", ")}).`,
  hint: ({ missing, relation, places }) =>
    `Bring the file of ${missing} back, or correct ${relation} in ${places.join(", ")}.`,
});

export const revisionCycle: PlainFailure<"revision-cycle"> = plainFailure("revision-cycle", {
  exitCode: 1,
  meaning: "Revisions follow each other in a circle, so none of them can be the first.",
  message: ({ revisions, places }) =>
    circle(revisions, places, "follows itself", "follow each other in a circle"),
  hint: "Correct downRevision in one of these files so that one of them comes first.",
});

export const dependencyCycle: PlainFailure<"dependency-cycle"> = plainFailure("dependency-cycle", {
  exitCode: 1,
  meaning: "Revisions need each other in a circle through dependsOn, so none of them can be the first.",
  message: ({ revisions, places }) =>
    circle(revisions, places, "depends on itself", "depend on each other in a circle"),
  hint: "Remove one entry of dependsOn in these files so that one of them comes first.",
});

export const duplicateBranchLabel: PlainFailure<"duplicate-branch-label"> = plainFailure(
  "duplicate-branch-label",
  {
    exitCode: 1,
    meaning: "A branch label is given to several revisions, or is the id of a revision.",
    message: ({ label, holders, places }) =>
      `Branch label ${label} does not name one thing: ${holders.join(", ")} (${places.join(", ")}).`,
    hint: "Keep the label on one revision and rename the others.",
  },
);

export const invalidGraph: Failure<[problems: readonly MigError[]]> = failure(
  "invalid-graph",
  1,
  "The revisions have several faults; each is named with its own code.",
  (problems) => ({
    message: `The revisions have ${problems.length} faults:\n${problems.map((problem) => `- ${problem.message}`).join("\n")}`,
    hint: [...new Set(problems.map((problem) => problem.hint))].join("\n"),
    details: {
      problems: problems.map(({ code, message, hint, details }) => ({ code, message, hint, details })),
    },
  }),
);

export const unknownDatabaseRevision: Failure<
  [unknown: readonly string[], replacedBy: readonly (string | null)[]]
> = failure(
  "unknown-database-revision",
  1,
  "The version table of the database holds a revision that is not among the files.",
  (unknown, replacedBy) => ({
    message: `The database is at ${unknown
      .map((id, i) => (replacedBy[i] == null ? id : `${id} (squashed into ${replacedBy[i]})`))
      .join(", ")}, which is not among the revisions.`,
    // Stamping a squash in whose middle the database is would pass over the steps that are left of it.
    hint: replacedBy.some((squash) => squash != null)
      ? "The database is in the middle of what was squashed, and only the old files lead on from there: bring them " +
        "back (git log --diff-filter=D --name-only finds them), run mig upgrade heads, then delete them again."
      : "The row comes from the database's version table: bring back the file (it may be on another git branch), " +
        "take it back by the text that the journal keeps of it (mig downgrade TARGET --from-journal), or, when the structure is known, set the row again with mig stamp --purge <revision>.",
    details: { unknown, replacedBy },
  }),
);

export const overlappingDatabaseHeads: PlainFailure<"overlapping-database-heads"> = plainFailure(
  "overlapping-database-heads",
  {
    exitCode: 1,
    meaning: "The version table holds a revision together with another one that already implies it.",
    message: ({ lower, upper }) =>
      `The database's version table holds both ${lower} and ${upper}, but ${upper} already implies ${lower}.`,
    hint: ({ lower, upper }) =>
      `Set the rows right with mig stamp ${upper} (or mig stamp ${lower}, if nothing above it was run).`,
  },
);

function circle(
  revisions: readonly string[],
  places: readonly string[],
  one: string,
  several: string,
): string {
  const subject =
    revisions.length === 1
      ? `Revision ${revisions[0]} ${one}`
      : `Revisions ${revisions.join(", ")} ${several}`;
  return `${subject} (${places.join(", ")}).`;
}
