import { failure, type Failure } from "../errors.ts";
import { firstOf } from "../counted.ts";

/** Text that is no way to name a revision. */
export const badExpression: Failure<[text: string, why: string]> = failure(
  "bad-revision-expression",
  2,
  "A text does not name a revision in any way that is understood.",
  (text, why) => ({
    message: `${JSON.stringify(text)} does not name a revision: ${why}.`,
    hint: "Write an id, the start of one, a label, head, heads, base or current; before it label@, after it +N or -N.",
    details: { text },
  }),
);

/** No revision has this id, start of an id, or label. */
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

/** The start of an id fits several revisions. */
export const ambiguousRevision: Failure<[text: string, candidates: readonly string[]]> = failure(
  "ambiguous-revision",
  2,
  "The start of an id fits several revisions.",
  (text, candidates) => ({
    message: `${text} could be ${firstOf(candidates)}.`,
    hint: "Give more characters of the id, or narrow it to a branch: label@id.",
    details: { text, candidates },
  }),
);

/** The text before the @ is neither a label nor a revision. */
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

/** The revision and the branch have nothing to do with each other. */
export const notOnBranch: Failure<[revision: string, branch: string]> = failure(
  "not-on-branch",
  2,
  "The revision is neither above nor below the revision that names the branch.",
  (revision, branch) => ({
    message: `Revision ${revision} is not on branch ${branch}.`,
    hint: "Leave the branch away, or name a revision of it; mig branches shows where they part.",
    details: { revision, branch },
  }),
);

/** One revision was asked for, and there are several. */
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

/** A walk came to a fork. */
export const ambiguousWalk: Failure<
  [text: string, at: string, ways: readonly string[], direction: "up" | "down"]
> = failure(
  "ambiguous-walk",
  2,
  "A number of steps up or down leads past a fork, and nothing says which way.",
  (text, at, ways, direction) => ({
    message: `${text} is ambiguous: ${direction} from ${at} there are ${firstOf(ways)}.`,
    hint: `Name the revision itself, or the branch to stay on, for example ${ways[0] ?? "id"}@${direction === "up" ? "+1" : "-1"}.`,
    details: { text, at, ways },
  }),
);

/** A walk came to the end of the graph. */
export const tooFewRevisions: Failure<[text: string, found: number, start: string]> = failure(
  "too-few-revisions",
  2,
  "A number of steps up or down leads past the last or the first revision.",
  (text, found, start) => ({
    message: `${text} leads past the end: from ${start} there ${found === 1 ? "is only 1 revision" : found === 0 ? "are none" : `are only ${found} revisions`} that way.`,
    hint: "Use heads for the newest revisions, base for the state before the first.",
    details: { text, found, start },
  }),
);

/** Steps up in a downgrade, or down in an upgrade. */
export const wrongDirection: Failure<[text: string, command: "upgrade" | "downgrade"]> = failure(
  "wrong-direction",
  2,
  "A number of steps down was given to upgrade, or a number of steps up to downgrade.",
  (text, command) => ({
    message: `${command} cannot go ${text}.`,
    hint: `Use mig ${command === "upgrade" ? "downgrade" : "upgrade"} ${text}.`,
    details: { text, command },
  }),
);

/** Steps are counted from one current head, and there are several. */
export const severalCurrentHeads: Failure<
  [text: string, heads: readonly string[], narrower: readonly string[]]
> = failure(
  "several-current-heads",
  2,
  "A number of steps is counted from the current head of the database, which has several.",
  (text, heads, narrower) => ({
    message: `${text} is ambiguous: the database is at ${firstOf(heads)}.`,
    hint: `Say which branch moves: ${firstOf(narrower)}.`,
    details: { text, heads },
  }),
);

/** Steps down on a branch of which nothing is applied. */
export const branchNotApplied: Failure<[text: string, branch: string]> = failure(
  "branch-not-applied",
  2,
  "Steps down are counted from the current head of a branch, and the branch has none in the database.",
  (text, branch) => ({
    message: `${text} has nowhere to start: the database has no head on branch ${branch}.`,
    hint: "mig current --verbose shows what is applied.",
    details: { text, branch },
  }),
);

/** A downgrade to a revision that is not applied. */
export const notApplied: Failure<[revision: string, current: readonly string[]]> = failure(
  "not-applied",
  2,
  "A downgrade was asked to go to a revision that is not applied.",
  (revision, current) => ({
    message: `Revision ${revision} is not applied: the database is at ${current.length === 0 ? "base" : firstOf(current)}.`,
    hint: `mig upgrade ${revision} goes up to it; mig history --indicate-current shows where the database is.`,
    details: { revision, current },
  }),
);

/** The rows of a stamp would imply each other. */
export const overlappingTargets: Failure<[lower: string, upper: string]> = failure(
  "overlapping-targets",
  2,
  "A stamp would leave a revision together with another one that already implies it.",
  (lower, upper) => ({
    message: `${lower} and ${upper} cannot both be stamped: ${upper} already implies ${lower}.`,
    hint: `Stamp ${upper} alone, or ${lower} alone.`,
    details: { lower, upper },
  }),
);

/** Text that is no range. */
export const badRange: Failure<[text: string, why: string]> = failure(
  "bad-range",
  2,
  "A range of revisions is not of the form start:end.",
  (text, why) => ({
    message: `${JSON.stringify(text)} is no range of revisions: ${why}.`,
    hint: "Write start:end, for example base:head, -3:current or ae10:+2; for history either side may be left out.",
    details: { text },
  }),
);

/** The start of a range is not below its end. */
export const unrelatedRange: Failure<[text: string, start: string]> = failure(
  "unrelated-range",
  2,
  "The start of a range of revisions is not below its end.",
  (text, start) => ({
    message: `The range ${text} is empty: ${start} is not below its end.`,
    hint: "Turn the two around, or pick revisions of one branch.",
    details: { text, start },
  }),
);
