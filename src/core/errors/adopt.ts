import { failure, type Failure } from "../errors.ts";

/** A signature threw, or said neither yes nor no. */
export const signatureFailed: Failure<[revision: string, path: string, cause: unknown]> = failure(
  "signature-failed",
  1,
  "`isApplied` of a revision threw, or answered neither true nor false. That is never taken for an answer; nothing was stamped.",
  (revision, path, cause) => ({
    message: `isApplied of ${revision} failed: ${cause instanceof Error ? cause.message : String(cause)}`,
    hint: `Correct isApplied in ${path}: ask with probe.table or probe.column before you read rows.`,
    details: { revision, path },
    cause,
  }),
);

/** One thing that keeps a database from being adopted, in words. */
interface Obstacle {
  readonly text: string;
}

/** The database is somewhere between two places. */
export const mixedState: Failure<[near: readonly string[], problems: readonly Obstacle[]]> = failure(
  "mixed-state",
  3,
  "Some of what revisions make is in the database and some is not, so that it stands nowhere. Nothing was stamped.",
  (near, problems) => ({
    message: `The database is at no place of the history; next to ${near.length === 0 ? "base" : near.join(", ")} it lies:\n${problems.map(({ text }) => `  ${text}`).join("\n")}`,
    hint: "Set these objects right as `mig adopt` says, or stamp by hand with mig stamp <revision>.",
    details: { near, problems },
  }),
);

/** Nothing in the database tells whether some revisions were run. */
export const unsureState: Failure<[at: readonly string[], unsure: readonly string[]]> = failure(
  "unsure-state",
  3,
  "Revisions leave nothing in the structure that tells whether they were run. Nothing was stamped.",
  (at, unsure) => ({
    message: `The database is at ${at.length === 0 ? "base" : at.join(", ")}, but nothing tells whether ${unsure.join(", ")} was run after that.`,
    hint: `Give ${unsure.join(", ")} an isApplied, or stamp by hand: mig stamp ${at.length === 0 ? "base" : at.join(" ")} to run it, mig stamp ${unsure.join(" ")} when it was run.`,
    details: { at, unsure },
  }),
);
