import { failure, plainFailure, type Failure, type PlainFailure } from "../errors.ts";
import { firstOf } from "../counted.ts";

export const badExpression: PlainFailure<"bad-revision-expression"> = plainFailure(
  "bad-revision-expression",
  {
    exitCode: 2,
    meaning: "A text does not name a revision in any way that is understood.",
    message: ({ text, why }) => `${JSON.stringify(text)} does not name a revision: ${why}.`,
    hint: "Write an id, the start of one, a label, head, heads, base or current; before it label@, after it +N or -N.",
  },
);

export const unknownRevision: Failure<[text: string, branch: string | null, exactOnly: readonly string[]]> =
  failure(
    "unknown-revision",
    2,
    "No revision has the given id, start of an id, or label.",
    (text, branch, exactOnly) => ({
      message: `There is no revision or branch ${text}${branch === null ? "" : ` on branch ${branch}`}.`,
      hint:
        exactOnly.length === 0
          ? "mig history lists all revisions."
          : `Ids of up to three characters must be given in full: ${exactOnly.slice(0, 5).join(", ")}.`,
      details: { text, branch },
    }),
  );

export const ambiguousRevision: PlainFailure<"ambiguous-revision"> = plainFailure("ambiguous-revision", {
  exitCode: 2,
  meaning: "The start of an id fits several revisions.",
  message: ({ text, candidates }) => `${text} could be ${firstOf(candidates)}.`,
  hint: "Give more characters of the id, or narrow it to a branch: label@id.",
});

export const unknownBranch: Failure<[branch: string, why: string | null, labels: readonly string[]]> =
  failure(
    "unknown-branch",
    2,
    "The text before the @ is neither a branch label nor a revision.",
    (branch, why, labels) => ({
      message: `There is no branch ${branch}${why === null ? "" : ` (${why})`}.`,
      hint:
        labels.length === 0
          ? "No revision has a branch label; name the branch by the id of one of its revisions."
          : `Labels in use: ${firstOf(labels)}; the id of a revision names its branch too.`,
      details: { branch, labels },
    }),
  );

export const notOnBranch: PlainFailure<"not-on-branch"> = plainFailure("not-on-branch", {
  exitCode: 2,
  meaning: "The revision is neither above nor below the revision that names the branch.",
  message: ({ revision, branch }) => `Revision ${revision} is not on branch ${branch}.`,
  hint: "Leave the branch away, or name a revision of it; mig branches shows where they part.",
});

export const multipleHeads: Failure<[text: string, heads: readonly string[], narrower: readonly string[]]> =
  failure(
    "multiple-heads",
    2,
    "One revision was asked for where several heads fit.",
    (text, heads, narrower) => ({
      message: `${text} is not one revision but several: ${firstOf(heads)}.`,
      hint: `Name one of them (${firstOf(narrower)}), say heads for all of them, or join them with mig merge heads.`,
      details: { text, heads },
    }),
  );

export const ambiguousWalk: PlainFailure<"ambiguous-walk"> = plainFailure("ambiguous-walk", {
  exitCode: 2,
  meaning: "A number of steps up or down leads past a fork, and nothing says which way.",
  message: ({ text, at, ways, direction }) =>
    `${text} is ambiguous: ${direction} from ${at} there are ${firstOf(ways)}.`,
  hint: ({ ways, direction }) =>
    `Name the revision itself, or the branch to stay on, for example ${ways[0] ?? "id"}@${direction === "up" ? "+1" : "-1"}.`,
});

export const tooFewRevisions: PlainFailure<"too-few-revisions"> = plainFailure("too-few-revisions", {
  exitCode: 2,
  meaning: "A number of steps up or down leads past the last or the first revision.",
  message: ({ text, found, start }) =>
    `${text} leads past the end: from ${start} there ${found === 1 ? "is only 1 revision" : found === 0 ? "are none" : `are only ${found} revisions`} that way.`,
  hint: "Use heads for the newest revisions, base for the state before the first.",
});

export const wrongDirection: PlainFailure<"wrong-direction"> = plainFailure("wrong-direction", {
  exitCode: 2,
  meaning: "A number of steps down was given to upgrade, or a number of steps up to downgrade.",
  message: ({ text, command }) => `${command} cannot go ${text}.`,
  hint: ({ text, command }) => `Use mig ${command === "upgrade" ? "downgrade" : "upgrade"} ${text}.`,
});

export const severalCurrentHeads: PlainFailure<"several-current-heads"> = plainFailure(
  "several-current-heads",
  {
    exitCode: 2,
    meaning: "A number of steps is counted from the current head of the database, which has several.",
    message: ({ text, heads }) => `${text} is ambiguous: the database is at ${firstOf(heads)}.`,
    hint: ({ narrower }) => `Say which branch moves: ${firstOf(narrower)}.`,
  },
);

export const branchNotApplied: PlainFailure<"branch-not-applied"> = plainFailure("branch-not-applied", {
  exitCode: 2,
  meaning:
    "Steps down are counted from the current head of a branch, and the branch has none in the database.",
  message: ({ text, branch }) =>
    `${text} has nowhere to start: the database has no head on branch ${branch}.`,
  hint: "mig current --verbose shows what is applied.",
});

export const notApplied: PlainFailure<"not-applied"> = plainFailure("not-applied", {
  exitCode: 2,
  meaning: "A downgrade was asked to go to a revision that is not applied.",
  message: ({ revision, current }) =>
    `Revision ${revision} is not applied: the database is at ${current.length === 0 ? "base" : firstOf(current)}.`,
  hint: ({ revision }) =>
    `mig upgrade ${revision} goes up to it; mig history --indicate-current shows where the database is.`,
});

export const overlappingTargets: PlainFailure<"overlapping-targets"> = plainFailure("overlapping-targets", {
  exitCode: 2,
  meaning: "A stamp would leave a revision together with another one that already implies it.",
  message: ({ lower, upper }) =>
    `${lower} and ${upper} cannot both be stamped: ${upper} already implies ${lower}.`,
  hint: ({ lower, upper }) => `Stamp ${upper} alone, or ${lower} alone.`,
});

export const badRange: PlainFailure<"bad-range"> = plainFailure("bad-range", {
  exitCode: 2,
  meaning: "A range of revisions is not of the form start:end.",
  message: ({ text, why }) => `${JSON.stringify(text)} is not a range of revisions: ${why}.`,
  hint: "Write start:end, for example base:head, -3:current or ae10:+2; for history either side may be left out.",
});

export const unrelatedRange: PlainFailure<"unrelated-range"> = plainFailure("unrelated-range", {
  exitCode: 2,
  meaning: "The start of a range of revisions is not below its end.",
  message: ({ text, start }) => `The range ${text} is empty: ${start} is not below its end.`,
  hint: "Turn the two around, or pick revisions of one branch.",
});
